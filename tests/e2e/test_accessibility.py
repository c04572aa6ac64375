"""Every page, light and dark, at a desk and on a telephone: axe finds nothing serious, and nothing is wider than the screen."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from db.database import Database
from db.demo.cli import load_demo
from tests.e2e.conftest import opened, watched

PATHS = (
    "/",
    "/today",
    "/live",
    "/live?kiosk=1",
    "/calls",
    "/follow-ups",
    "/alerts",
    "/test-calls",
    "/calibration",
    "/monday",
    "/abandonment",
    "/costs",
    "/roi",
    "/monitoring",
    "/settings",
    "/analysis/unknown",
)
SERIOUS = {"serious", "critical"}
EVERY_RULE: dict[str, object] = {"resultTypes": ["violations"]}
COLOURS = EVERY_RULE | {"runOnly": ["color-contrast"]}  # what a theme changes
TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def page(browser: Browser, site: str, database: Database) -> Iterator[Page]:
    load_demo(database, conversations=60, days=10, seed=4)
    yield from watched(opened(browser, site, viewport=DESK))


def findings(page: Page, options: dict[str, object]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{page.url} {one['id']}: {node['target'][0]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"][:2]
    ]


def settled(page: Page, path: str) -> None:
    """Until every section has come."""
    page.goto(path)
    expect(page.locator("main h1, main h2").first).to_be_visible()
    expect(page.locator("main .skeleton")).to_have_count(0)
    page.add_style_tag(
        content="[data-dash-is-loading=true].holds-place { opacity: 1 !important }"
    )  # not while it is asked anew


def in_the_dark(page: Page, path: str) -> list[str]:
    """Opened so: where the theme changes in place, colours are on their way for a moment."""
    page.evaluate("autoboxTheme.choose('dark')")
    settled(page, path)
    found = findings(page, COLOURS)
    page.evaluate("autoboxTheme.choose('light')")
    return [f"dark: {one}" for one in found]


def too_wide(page: Page, path: str) -> list[str]:
    """A chart keeps the width of its first drawing: where the page looks wide, it is opened once more."""
    page.set_viewport_size(TELEPHONE)
    if is_wide(page):
        settled(page, path)
    wide = is_wide(page)
    page.set_viewport_size(DESK)
    return [f"{path} is wider than a telephone"] if wide else []


def is_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"])


def test_axe_finds_nothing_serious_in_either_theme_and_nothing_is_wider_than_a_telephone(page: Page) -> None:
    page.goto("/calls")
    call = page.request.get("/api/conversations?limit=1").json()["items"][0]["id"]
    found = []
    for path in (*PATHS, f"/analysis/{call}"):
        settled(page, path)
        found += findings(page, EVERY_RULE) + in_the_dark(page, path) + too_wide(page, path)

    assert found == [], "\n".join(found)
