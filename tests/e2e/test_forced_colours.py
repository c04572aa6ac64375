"""Where the system chooses the colours (high contrast), what is said by a colour or a mask is still seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from db.database import Database
from db.demo.cli import load_demo
from tests.e2e.conftest import opened
from tests.e2e.heard_call import record, spoken_call
from tests.e2e.test_pages import LIVE

INK = """([selector, part]) => {
    const drawn = getComputedStyle(document.querySelector(selector), part);
    return [drawn.backgroundColor, getComputedStyle(document.body).color];
}"""


def is_seen(page: Page, selector: str, part: str) -> bool:
    """Whether the mask over it is filled with the colour of the text."""
    drawn, text = page.evaluate(INK, [selector, part])
    return bool(drawn == text)


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = opened(browser, site, viewport={"width": 1440, "height": 900}, forced_colors="active")
    context.set_default_timeout(90_000)
    yield context.new_page()
    context.close()


def test_choice_and_order_of_the_list_are_seen(page: Page, database: Database) -> None:
    load_demo(database, conversations=20, days=8, seed=5)
    page.goto("/calls")
    expect(page.locator(LIVE)).to_be_attached()
    box = page.locator(".ag-row[row-id] .ag-checkbox-input").first
    box.click()
    expect(box).to_be_checked()
    assert is_seen(page, ".ag-row .ag-checkbox-input-wrapper.ag-checked", "::after")
    assert is_seen(page, ".ag-header .ag-sort-descending-icon:not(.ag-hidden) .ag-icon", "::before")


def test_the_legend_of_a_recording_keeps_its_colours(page: Page, database: Database) -> None:
    call = spoken_call(database)
    record(database, call)
    page.goto(f"/analysis/{call}")
    signs = page.locator(".player-legend i")
    expect(signs.first).to_be_visible()
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    drawn = signs.evaluate_all("(all) => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert canvas not in drawn
