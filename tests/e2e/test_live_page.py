"""`live.js` and `11_session_expired.js` in a real browser, without Dash: what a page hears, and where it goes when the session is over."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from db.actions.users import create_user
from db.database import Database
from tests.dashboard_app.calls import make_call
from tests.e2e.conftest import SITE_EMAIL, SITE_PASSWORD, opened
from tests.e2e.test_live_channel import expected, talk
from tests.e2e.web import Web, running
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

ASSETS = Path(__file__).parent.parent.parent / "assets"
STAND_IN_FOR_DASH = """() => {
    Object.assign(window, {heard: [], stored: []});
    window.dash_clientside = {no_update: {}, set_props: (id, props) => stored.push([id.topic, props.data.type])};
    window.dash_component_api = {getLayout: (id) => id && {props: {id}}, stringifyId: JSON.stringify};
    document.addEventListener("live:event", (event) => heard.push(event.detail.event.id));
    const place = document.createElement("span");
    Object.assign(place.dataset, {wait: "…", open: "Live", lost: "Lost"});
    place.className = "live-state";
    document.body.append(place);
}"""


@pytest.fixture
def web(environment: dict[str, str]) -> Iterator[Web]:
    with running(environment) as web:
        yield web


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    yield from listening(opened(browser, site))


@pytest.fixture
def page_of_web(browser: Browser, database: Database, web: Web) -> Iterator[Page]:
    """Of a server that may be killed."""
    with database.transaction() as session:
        create_user(session, email=SITE_EMAIL, role="admin", password=SITE_PASSWORD)
    context = browser.new_context(base_url=web.url)
    context.request.post("/login", form={"email": SITE_EMAIL, "password": SITE_PASSWORD})
    yield from listening(context)


def listening(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.goto("/health/live")
    page.evaluate(STAND_IN_FOR_DASH)
    for script in ("10_set_props.js", "11_session_expired.js", "live.js"):
        page.evaluate((ASSETS / script).read_text(encoding="utf-8"))
    yield page
    context.close()


def follow(page: Page, *topics: str) -> None:
    page.evaluate(
        "(topics) => void dash_clientside.live.sync(topics.map((topic) => ({type: 'live', topic})))", topics
    )


def state(page: Page, wanted: str) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", wanted)


def heard(page: Page, wanted: list[int]) -> None:
    """From the first one wanted on: a server that reads slowly may still send what was written before the page joined."""
    page.evaluate(
        """(last) => new Promise((done) => {
            const look = () => heard.includes(last) && done();
            document.addEventListener("live:event", look);
            look();
        })""",
        wanted[-1],
    )
    assert [event for event in page.evaluate("heard") if event >= wanted[0]] == wanted


def test_a_page_misses_nothing_while_the_server_is_gone(
    database: Database, web: Web, page_of_web: Page
) -> None:
    page = page_of_web
    call: UUID = make_call(database, 1, is_over=False)
    before = len(expected(database, call))
    follow(page, f"conversations/{call}")
    state(page, "open")
    expect(page.locator(".live-state.is-open")).to_have_text("Live")
    talk(database, [call], range(1, 4))
    heard(page, expected(database, call)[before:])

    web.kill()
    state(page, "lost")
    talk(database, [call], range(4, 8))
    web.start()
    state(page, "open")
    talk(database, [call], range(8, 10))

    heard(page, expected(database, call)[before:])
    stored = page.evaluate("stored")
    assert stored[0] == [f"conversations/{call}", "live.joined"]
    before_it_joined = {"call.started", "call.answered"}  # may still come, as in `heard`
    assert {kind for _, kind in stored[1:]} - before_it_joined == {"turn.added"}


def test_a_page_that_is_opened_hears_what_came_since_its_document_was_made(
    database: Database, page: Page
) -> None:
    call = make_call(database, 1, is_over=False)
    after = expected(database, call)[-1]
    talk(database, [call], range(1, 2))
    page.evaluate("(after) => { document.documentElement.dataset.after = after; }", after)

    follow(page, "metrics")
    state(page, "open")

    heard(page, [event for event in expected(database, call) if event > after])
    assert ["metrics", "live.joined"] not in page.evaluate("stored")


def test_rooms_come_and_go_with_the_page(database: Database, page: Page) -> None:
    call = make_call(database, 1, is_over=False)
    follow(page, "metrics", f"conversations/{call}")
    state(page, "open")
    follow(page, "metrics")

    talk(database, [call], range(1, 2))

    heard(page, expected(database, call)[-1:])
    page.evaluate("dash_clientside.live.sync([])")
    state(page, "wait")


def test_a_session_that_is_over_leads_to_the_sign_in(page: Page) -> None:
    page.context.clear_cookies()

    page.evaluate("void fetch('/api/metrics')")

    page.wait_for_url("**/login?next=%2Fhealth%2Flive")


def sign_out(site: str, page: Page) -> None:
    """As another tab, or a copy of the cookie, would: this page is not told."""
    browser = requests.Session()
    for cookie in page.context.cookies():
        browser.cookies.set(cookie["name"], cookie["value"])
    assert browser.post(f"{site}/logout", headers={"Origin": site}, timeout=TEST_TIMEOUT_SECONDS).ok


def test_a_page_whose_session_ends_while_it_listens_is_loaded_again(site: str, page: Page) -> None:
    follow(page, "metrics")
    state(page, "open")

    sign_out(site, page)

    page.wait_for_function("window.heard === undefined")


def test_a_page_that_comes_back_after_its_session_has_ended_leads_to_the_sign_in(
    site: str, page: Page
) -> None:
    """Its socket is refused without a reason, and the page may ask for nothing else."""
    sign_out(site, page)

    follow(page, "metrics")

    page.wait_for_url("**/login?next=%2Fhealth%2Flive")


def test_a_document_says_from_where_on_its_page_listens(database: Database, desk_page: Page) -> None:
    call = make_call(database, 1, is_over=False)
    newest = expected(database, call)[-1]

    def joined_after() -> bool:
        with desk_page.expect_websocket() as socket:
            desk_page.goto("/follow-ups")
        return socket.value.url.endswith(f"/ws/metrics?after={newest}")

    eventually(joined_after)  # once the server has heard of the call itself
