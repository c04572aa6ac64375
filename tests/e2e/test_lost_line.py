"""The line is lost and comes back: what was asked meanwhile is answered, and what was pressed is not forgotten silently."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from db.database import Database
from db.demo.cli import load_demo
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.test_pages import LIVE
from tests.e2e.test_places import leave_callers_waiting

CALLBACKS = "**/_dash-update-component*"
ROW_LINKS = ".ag-center-cols-container .ag-row .grid-link"


@contextmanager
def lost_line(page: Page) -> Iterator[list[str]]:
    """No callback reaches the server; those that tried."""
    tried: list[str] = []

    def lose(route: Route) -> None:
        tried.append(route.request.post_data or "")
        route.abort("connectionrefused")

    page.route(CALLBACKS, lose)
    yield tried
    page.unroute(CALLBACKS, lose)


def test_a_search_on_a_lost_line_is_answered_when_it_is_back(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=40, days=8, seed=5)
    desk_page.goto("/calls")
    expect(desk_page.locator(ROW_LINKS).first).to_be_visible()
    number = "600 00 00 77"
    call = place_call(database, 1, phone="+34600000077", minutes_ago=600)
    finish_call(database, call)

    with lost_line(desk_page):
        desk_page.get_by_label("Buscar").fill(number)
        expect(desk_page).to_have_url(re.compile("q=600"))
    expect(desk_page.locator(ROW_LINKS)).to_have_count(1)
    expect(desk_page.locator(ROW_LINKS)).to_contain_text(number)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_link_pressed_while_a_proxy_has_no_server_leads_on(desk_page: Page, status: int) -> None:
    """HAProxy and load balancers say 503 where nginx says 502; their pages are no answer of ours."""
    words = "<html><body>No server is available to handle this request.</body></html>"

    def have_no_server(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body=words)

    desk_page.goto("/")
    expect(desk_page.locator(LIVE)).to_be_attached()
    expect(desk_page.get_by_role("heading", level=1, name="Panel")).to_be_visible()
    desk_page.route(CALLBACKS, have_no_server)
    with desk_page.expect_response(lambda answer: answer.status == status):
        desk_page.locator(".sidebar").get_by_role("link", name="Pendientes").click()
    desk_page.unroute(CALLBACKS, have_no_server)
    expect(desk_page.get_by_role("heading", level=1, name="Pendientes")).to_be_visible()


def test_a_link_pressed_on_a_lost_line_leads_on_when_it_is_back(desk_page: Page) -> None:
    desk_page.goto("/")
    expect(desk_page.locator(LIVE)).to_be_attached()
    expect(desk_page.get_by_role("heading", level=1, name="Panel")).to_be_visible()
    with lost_line(desk_page):
        desk_page.locator(".sidebar").get_by_role("link", name="Pendientes").click()
        expect(desk_page).to_have_url(re.compile("/follow-ups$"))
        waiting = desk_page.locator("#_pages_content[data-dash-is-loading=true]")
        expect(waiting).to_have_css("animation-name", "page-comes", pseudo="before")
    expect(desk_page.get_by_role("heading", level=1, name="Pendientes")).to_be_visible()
    expect(waiting).to_have_count(0)


def test_a_press_that_does_not_reach_the_server_says_so_and_is_not_done_later(
    phone_page: Page, database: Database
) -> None:
    leave_callers_waiting(database, 1)
    phone_page.goto("/follow-ups")
    mine = phone_page.get_by_role("button", name="Me encargo yo")
    expect(phone_page.locator(LIVE)).to_be_attached()
    with lost_line(phone_page):
        mine.click()
        expect(phone_page.locator(".toast-place")).to_contain_text("El servidor no contesta")
    expect(mine).to_be_visible()
    mine.click()
    expect(mine).to_have_count(0)


def test_a_socket_that_opens_and_stays_silent_is_given_up(desk_page: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def say_nothing(socket: WebSocketRoute) -> None:
        sockets.append(socket)

    desk_page.route_web_socket("**/ws/**", say_nothing)
    desk_page.clock.install()
    desk_page.goto("/live")
    expect(desk_page.locator("html")).to_have_attribute("data-live", "wait")
    desk_page.wait_for_function("document.readyState === 'complete'")
    expect(desk_page.get_by_role("heading", level=1)).to_be_visible()
    asked = len(sockets)
    assert asked

    desk_page.clock.run_for(45_000)

    expect(desk_page.locator("html")).to_have_attribute("data-live", "lost")
    assert len(sockets) > asked
