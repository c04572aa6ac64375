"""Experiments in a browser: planned and started by keyboard, a number opens exactly its calls, ended after a question; nothing is too wide."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect
from sqlalchemy import select

from db.actions.calls import end_call
from db.actions.experiments import end_experiment
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.demo.cli import load_demo
from db.models import CallFact, Experiment, ExperimentCall
from tests.dashboard_app.calls import make_call
from tests.db.experimenting import join, start_experiment
from tests.e2e.conftest import opened
from tests.e2e.test_accessibility import findings


@pytest.fixture(autouse=True)
def demo(database: Database) -> None:
    load_demo(database, conversations=120, days=20, seed=3)


@pytest.fixture
def begin(database: Database) -> Callable[..., UUID]:
    def begun(most: int = 200, **what: object) -> UUID:
        with database.transaction() as session:
            found = start_experiment(session, ensure_first_organization(session), **what)
            calls = select(CallFact.conversation_id).where(~CallFact.is_test, ~CallFact.is_staff)
            joined = select(ExperimentCall.conversation_id)
            free = calls.where(CallFact.conversation_id.not_in(joined)).order_by(CallFact.conversation_id)
            for place, call in enumerate(session.scalars(free.limit(most)).all()):
                join(session, found, call, "b" if place % 2 else "a")
            return found

    return begun


def test_it_is_planned_and_started_by_keyboard_and_ended(desk_page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if "experiments-told" in (route.request.post_data or ""):
            held.append((route, route.fetch()))
        else:
            route.continue_()

    desk_page.goto("/experiments")
    expect(desk_page.get_by_role("heading", name="Todavía no hay experimentos")).to_be_visible()
    plan = desk_page.locator("#experiment-plan")
    before = plan.inner_text()
    desk_page.get_by_label("Quiénes lo oyen").select_option("50")
    expect(plan).not_to_have_text(before)
    expect(plan).to_contain_text("Necesita")
    start = desk_page.get_by_role("button", name="Empezar")
    start.focus()
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#experiments-told")).to_contain_text("Póngale un nombre")
    desk_page.get_by_label("Nombre").fill("Saludo corto")
    desk_page.get_by_label("Id del otro agente en ElevenLabs").fill("agent_b")
    expect(desk_page.locator("html[data-live=open]")).to_be_attached()
    desk_page.route("**/_dash-update-component*", hold)
    start.focus()
    desk_page.keyboard.press("Enter")
    expect(start).to_have_count(0)  # what began has drawn the page anew before the press is answered
    route, answer = held[0]
    route.fulfill(response=answer)
    desk_page.unroute("**/_dash-update-component*", hold)
    expect(desk_page.locator("#experiments-told")).to_contain_text("Está en marcha")
    expect(desk_page.locator(".experiment-verdict")).to_contain_text("Todavía no se puede saber")

    desk_page.get_by_role("button", name="Terminar…").click()
    desk_page.get_by_role("button", name="Terminar", exact=True).click()
    expect(desk_page.locator("#experiments-told")).to_contain_text("Terminado")
    expect(desk_page.locator(".experiment-past summary").first).to_contain_text("Saludo corto")


def test_a_number_opens_exactly_its_calls(desk_page: Page, begin: Callable[..., UUID]) -> None:
    begin(24)
    desk_page.goto("/experiments")
    other = desk_page.locator(".experiment-sides .tile").nth(1)
    counted = other.locator(".tile-note").nth(1).inner_text().split()[0]
    other.locator("a.tile-link").click()

    expect(desk_page.locator(".hidden-filters")).to_contain_text("de un experimento")
    expect(desk_page.locator(".hidden-filters")).to_contain_text("el otro agente")
    expect(desk_page.locator(".ag-center-cols-container .ag-row")).to_have_count(int(counted))


def test_a_call_that_ends_is_counted_while_somebody_reads(
    desk_page: Page, database: Database, begin: Callable[..., UUID]
) -> None:
    experiment = begin(10, metric="answered_rate")
    desk_page.goto("/experiments")
    other = desk_page.locator(".experiment-sides .tile").nth(1)
    expect(other).to_contain_text("5 de 400")
    expect(desk_page.locator("html[data-live=open]")).to_be_attached()
    more = desk_page.locator(".experiment-more > summary")
    more.focus()
    desk_page.keyboard.press("Enter")
    call = make_call(database, 1, is_over=False)
    with database.transaction() as session:
        join(session, experiment, call, "b")
    with database.transaction() as session:
        end_call(session, conversation_id=call, ended_at=datetime.now(UTC), end_reason="caller_hangup")

    expect(other).to_contain_text("6 de 400")
    expect(more).to_be_focused()
    expect(desk_page.locator(".experiment-table")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_nothing_is_too_wide_and_axe_is_content(
    browser: Browser, site: str, database: Database, begin: Callable[..., UUID], width: int, scheme: str
) -> None:
    past = begin(60, name="Otra voz", planned_usual=5, planned_other=5)
    with database.transaction() as session:
        row = session.get_one(Experiment, past)
        end_experiment(session, row, by=None, at=row.started_at, cause="complete")
    begin(other_agent="agent_" + "x" * 40)
    context = opened(browser, site, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto("/experiments")
    expect(page.locator(".experiment-verdict").first).to_be_visible()
    for summary in page.locator(".experiment-more > summary, .experiment-past > summary").all():
        if summary.is_visible():
            summary.click()
    expect(page.locator(".experiment-past .experiment-verdict")).to_be_visible()
    page.locator(".experiment-past .experiment-more > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []
    context.close()
