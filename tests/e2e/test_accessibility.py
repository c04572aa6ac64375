"""Every page: Lighthouse's accessibility and best practices at a desk, axe in the dark, and nothing is wider than a telephone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserType, Page, expect

from dashboard_app.pages import PAGES
from db.actions.password_links import FORGOTTEN_LIVES, make_link
from db.database import Database
from db.demo.cli import load_demo
from db.queries.users import active_user_of_email
from tests.e2e.conftest import SITE_EMAIL, opened, watched
from tests.lighthouse.attached import SERIOUS, Auditor, lighthouse
from tests.load.ports import free_port

PATHS = (*(page.path for page in PAGES if page.path), "/live?kiosk=1", "/analysis/unknown", "/api/docs")
TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# A colour on its way sets those on their way that inherit it.
COLOURS_HAVE_COME = """async () => {
    const coming = () => document.getAnimations().filter((one) => one instanceof CSSTransition);
    while (coming().length) await Promise.allSettled(coming().map((one) => one.finished));
}"""


@pytest.fixture
def port() -> int:
    """Where Lighthouse finds the browser."""
    return free_port()


@pytest.fixture
def page(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    port: int,
    site: str,
    database: Database,
) -> Iterator[Page]:
    """In a browser of its own, without motion: colours of another theme are there at once."""
    load_demo(database, conversations=60, days=10, seed=4)
    arguments = [*browser_type_launch_args["args"], f"--remote-debugging-port={port}"]
    with browser_type.launch(**(browser_type_launch_args | {"args": arguments})) as browser:
        yield from watched(opened(browser, site, viewport=DESK, reduced_motion="reduce"))


def findings(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
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
    # The grid draws rows before their cells.
    expect(page.locator("main .grid-place:not(.is-here)")).to_have_count(0)
    # Not while it is asked anew.
    page.add_style_tag(content="[data-dash-is-loading=true].holds-place { opacity: 1 !important }")


def in_the_dark(page: Page) -> list[str]:
    """Every rule, which Lighthouse does not have; the colours of the light theme it has looked at."""
    page.evaluate("autoboxTheme.choose('dark')")
    page.evaluate(COLOURS_HAVE_COME)
    found = findings(page)
    page.evaluate("autoboxTheme.choose('light')")
    return found


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


def faults(page: Page, path: str, auditor: Auditor) -> list[str]:
    verdict = auditor.audit(lambda: settled(page, path))
    in_the_light = [f"Lighthouse: {path} {one}" for one in verdict.complaints()]
    return in_the_light + in_the_dark(page) + too_wide(page, path)


def signed_out(server: Flask) -> tuple[str, ...]:
    """The pages of who is not in yet, as where a mail server is set, and a link that is good."""
    known = server.extensions["dashboard_settings"]
    server.extensions["dashboard_settings"] = replace(known, sends_mail=True)
    with server.extensions["database"].transaction() as session:
        owner = active_user_of_email(session, SITE_EMAIL)
        assert owner is not None
        token = make_link(session, user_id=owner, lives=FORGOTTEN_LIVES, now=datetime.now(UTC))
    return "/login", "/forgotten-password", f"/new-password?link={token}"


def test_lighthouse_and_axe_are_content_with_every_page_and_nothing_is_wider_than_a_telephone(
    page: Page, port: int, site: str, site_server: Flask
) -> None:
    call = page.request.get("/api/conversations?limit=1").json()["items"][0]["id"]
    with lighthouse(port, site) as auditor:
        page.goto("/boards")
        page.locator("[data-board-make=example]").click()
        page.wait_for_url("/boards/*")
        paths = (*PATHS, f"/analysis/{call}", page.url.removeprefix(site))
        found = [one for path in paths for one in faults(page, path, auditor)]
        page.context.clear_cookies()
        found += [one for path in signed_out(site_server) for one in faults(page, path, auditor)]

    assert found == [], "\n".join(found)
