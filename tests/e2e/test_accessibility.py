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
    "/test-calls",
    "/calibration",
    "/monday",
    "/abandonment",
    "/roi",
    "/monitoring",
    "/settings",
    "/analysis/unknown",
)
SERIOUS = {"serious", "critical"}


@pytest.fixture
def desk(browser: Browser, site: str, database: Database) -> Iterator[Page]:
    load_demo(database, conversations=60, days=10, seed=4)
    yield from watched(opened(browser, site, viewport={"width": 1440, "height": 900}))


def findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
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
    expect(page.locator("main .skeleton")).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(desk: Page, site: str, theme: str) -> None:
    desk.context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    desk.goto("/calls")
    call = desk.request.get("/api/conversations?limit=1").json()["items"][0]["id"]
    found = []
    for path in (*PATHS, f"/analysis/{call}"):
        settled(desk, path)
        found += findings(desk)

    assert found == [], "\n".join(found)


def test_nothing_is_wider_than_a_telephone(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    wide = []
    for path in PATHS:
        settled(desk, path)
        if desk.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)

    assert wide == []
