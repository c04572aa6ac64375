"""Where the system chooses the colours (high contrast), what is chosen or sorted is still seen on the list of calls."""

from playwright.sync_api import Browser, Page, expect

from db.database import Database
from db.demo.cli import load_demo
from tests.e2e.conftest import opened
from tests.e2e.test_pages import LIVE

INK = """([selector, part]) => {
    const drawn = getComputedStyle(document.querySelector(selector), part);
    return [drawn.backgroundColor, getComputedStyle(document.body).color];
}"""


def is_seen(page: Page, selector: str, part: str) -> bool:
    """Whether the mask over it is filled with the colour of the text."""
    drawn, text = page.evaluate(INK, [selector, part])
    return bool(drawn == text)


def test_choice_and_order_are_seen(browser: Browser, site: str, database: Database) -> None:
    load_demo(database, conversations=20, days=8, seed=5)
    context = opened(browser, site, viewport={"width": 1440, "height": 900}, forced_colors="active")
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.goto("/calls")
    expect(page.locator(LIVE)).to_be_attached()
    box = page.locator(".ag-row[row-id] .ag-checkbox-input").first
    box.click()
    expect(box).to_be_checked()
    assert is_seen(page, ".ag-row .ag-checkbox-input-wrapper.ag-checked", "::after")
    assert is_seen(page, ".ag-header .ag-sort-descending-icon:not(.ag-hidden) .ag-icon", "::before")
    context.close()
