"""Letters twice as large, and a page at four times its size: nothing is cut, and the bars leave room for the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from db.database import Database
from db.demo.cli import load_demo
from tests.e2e.conftest import opened, watched
from tests.e2e.test_pages import LIVE

CUT = """(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
    || one.getBoundingClientRect().right > one.parentElement.getBoundingClientRect().right + 1).map((one) => one.textContent)"""


@pytest.fixture
def small_page(browser: Browser, site: str) -> Iterator[Page]:
    """1280 by 1024 pixels at 400 %."""
    yield from watched(opened(browser, site, viewport={"width": 320, "height": 256}))


def test_words_of_the_panel_are_whole_in_letters_twice_as_large(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=4)
    desk_page.goto("/")
    expect(desk_page.locator("main .skeleton")).to_have_count(0)
    expect(desk_page.locator(".bar-label").first).to_be_visible()
    desk_page.locator("html").evaluate("(html) => { html.style.fontSize = '200%'; }")

    assert desk_page.locator(".bar-label, .tile-name > :first-child").evaluate_all(CUT) == []


def test_bars_scroll_with_a_page_that_is_hardly_higher_than_they_are(small_page: Page) -> None:
    small_page.goto("/follow-ups")
    expect(small_page.locator(LIVE)).to_be_attached()

    expect(small_page.locator(".topbar")).to_have_css("position", "static")
    expect(small_page.locator(".tabbar")).to_have_css("position", "static")


def test_bars_stay_on_a_telephone(phone_page: Page) -> None:
    phone_page.goto("/follow-ups")
    expect(phone_page.locator(LIVE)).to_be_attached()
    expect(phone_page.locator(".tabbar")).to_have_css("position", "fixed")
