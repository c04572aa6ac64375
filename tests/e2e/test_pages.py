"""The pages in a real browser: a call appears live, filters live in the address, a telephone fits, nothing complains."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from dashboard_app import formats
from dashboard_app.components.call_grid import BLOCK
from db.actions.analyses import advance_ai, complete_ai, queue_ai
from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.demo.cli import load_demo
from db.models import Conversation
from tests.dashboard_app.calls import add_cost, make_call
from tests.e2e.conftest import SITE_EMAIL

PAGES = (
    "/",
    "/today",
    "/live",
    "/follow-ups",
    "/alerts",
    "/calls",
    "/test-calls",
    "/calibration",
    "/analysis/unknown",
)
LIVE = "html[data-live=open]"


def ring(database: Database) -> UUID:
    call = NewCall(
        call_sid="CA" + "7" * 32,
        direction="inbound",
        phone_number="+34612480917",
        called_number="+34971550100",
        started_at=datetime.now(UTC),
    )
    with database.transaction() as session:
        conversation_id = open_call(session, call=call)
        answer_call(session, conversation_id=conversation_id, answered_at=datetime.now(UTC))
    return conversation_id


def say(database: Database, conversation_id: UUID, position: int, role: str, text: str) -> None:
    with database.transaction() as session:
        save_turn(
            session,
            conversation_id=conversation_id,
            turn=NewTurn(position=position, role=role, text=text, started_ms=position * 1000),
        )


def hang_up(database: Database, conversation_id: UUID) -> None:
    with database.transaction() as session:
        end_call(
            session, conversation_id=conversation_id, ended_at=datetime.now(UTC), end_reason="caller_hangup"
        )


def test_call_appears_on_the_open_page_and_leaves_it(desk_page: Page, database: Database) -> None:
    desk_page.goto("/today")
    expect(desk_page.locator(LIVE)).to_be_attached()
    expect(desk_page.get_by_text("Ahora mismo no hay nadie en línea.")).to_be_visible()

    call = ring(database)
    say(database, call, 1, "user", "¿Está ya mi coche?")
    expect(desk_page.locator(".live-card")).to_contain_text("¿Está ya mi coche?")

    hang_up(database, call)
    expect(desk_page.locator(".live-card")).to_have_count(0)
    expect(desk_page.locator(".tile-value").first).to_have_text("1")


def test_dialogue_grows_while_the_call_runs(desk_page: Page, database: Database) -> None:
    call = ring(database)
    desk_page.goto(f"/analysis/{call}")
    expect(desk_page.locator(LIVE)).to_be_attached()

    for position, text in enumerate(("Buenos días.", "Hola, quería hora.", "Claro que sí."), 1):
        say(database, call, position, "agent" if position % 2 else "user", text)
        expect(desk_page.locator(".turn")).to_have_count(position)
    assert desk_page.locator(".turn-text").all_inner_texts() == [
        "Buenos días.",
        "Hola, quería hora.",
        "Claro que sí.",
    ]

    hang_up(database, call)
    expect(desk_page.get_by_text("Colgó quien llamaba", exact=True)).to_be_visible()
    expect(desk_page.locator(".waiting-turn")).to_have_count(0)


def test_analysis_shows_progress_and_stays_after_a_reload(desk_page: Page, database: Database) -> None:
    call = ring(database)
    say(database, call, 1, "user", "Quería pedir cita.")
    hang_up(database, call)
    desk_page.goto(f"/analysis/{call}")
    expect(desk_page.locator(LIVE)).to_be_attached()
    expect(desk_page.get_by_role("button", name="Analizar con IA")).to_be_visible()

    with database.transaction() as session:
        analysis = queue_ai(session, conversation_id=call, version="p1", model="simulated")
        advance_ai(session, analysis_id=analysis, progress=0.3, step="asked")
    expect(desk_page.get_by_role("status").filter(has_text="El modelo está leyendo")).to_be_visible()

    sentence = {
        "text": "Pide una cita.",
        "caller_text": "Pide una cita.",
        "citations": [{"turn": 1, "quote": "pedir cita"}],
    }
    with database.transaction() as session:
        complete_ai(session, analysis_id=analysis, results={"sentences": [sentence]})
    expect(desk_page.locator(".ai-summary")).to_contain_text("Pide una cita.")
    desk_page.locator(".ai-summary .proof a").click()
    expect(desk_page).to_have_url(f"/analysis/{call}#turn-1")
    expect(desk_page.locator("#turn-1")).to_be_in_viewport()

    desk_page.reload()
    expect(desk_page.locator(".ai-summary")).to_contain_text("Pide una cita.")


def test_filters_live_in_the_address(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=150, days=20, seed=5)
    desk_page.goto("/calls")
    expect(desk_page.locator(".ag-row .grid-link").first).to_be_visible()

    desk_page.get_by_role("combobox", name="Motivo").select_option("complaint")
    expect(desk_page).to_have_url("/calls?intent=complaint")
    expect(desk_page.locator(".ag-row", has_text="Pedir cita")).to_have_count(0)
    desk_page.reload()
    expect(desk_page.get_by_role("combobox", name="Motivo")).to_have_value("complaint")
    expect(desk_page.locator(".ag-row", has_text="Queja").first).to_be_visible()

    desk_page.locator(".ag-row .grid-link").first.click()
    expect(desk_page.locator(".transcript")).to_be_visible()
    desk_page.evaluate("window.autoboxSet('calls-news', {data: 1})")  # a timer of the list that was left
    desk_page.go_back()
    expect(desk_page).to_have_url("/calls?intent=complaint")


def test_nothing_matches_and_says_so(desk_page: Page) -> None:
    desk_page.goto("/calls?q=nobody")

    expect(desk_page.get_by_text("Pruebe con otros filtros").locator("visible=true")).to_be_visible()


def test_calls_come_back_after_none(desk_page: Page, database: Database) -> None:
    """More than the grid asks for at once: it then does not know how many there are."""
    load_demo(database, conversations=3 * BLOCK, days=5, seed=1)
    desk_page.goto("/calls")
    search, rows = desk_page.get_by_role("searchbox"), desk_page.locator("#calls-grid .ag-row[row-id]")
    expect(rows.first).to_be_visible()

    for words, some in (("zeppelin", False), ("", True), ("zeppelin", False)):
        search.fill(words)
        expect(rows.first).to_be_visible(visible=some)
        expect(desk_page.locator("#calls-nothing")).to_be_visible(visible=not some)
        expect(desk_page.locator(".grid-place.is-asking")).to_have_count(0)


def test_new_call_joins_the_open_list(desk_page: Page, database: Database) -> None:
    desk_page.goto("/calls")
    expect(desk_page.locator(LIVE)).to_be_attached()

    hang_up(database, ring(database))

    expect(desk_page.locator(".ag-row .grid-link")).to_have_text("612 48 09 17")


def test_telephone_fits(phone_page: Page) -> None:
    widths = {}
    for path in PAGES:
        phone_page.goto(path)
        expect(phone_page.locator(".tabbar .nav-item").first).to_be_visible()
        expect(phone_page.locator("#_pages_content > *").first).to_be_visible()
        widths[path] = phone_page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in widths.items() if width > 390} == {}


@pytest.mark.parametrize("path", ["/", "/abandonment", "/explore"])
def test_telephone_unfolds_the_filters(phone_page: Page, path: str) -> None:
    phone_page.goto(path)
    expect(phone_page.get_by_role("combobox", name="Idioma")).not_to_be_visible()
    phone_page.get_by_role("button", name="Más filtros").tap()
    expect(phone_page.get_by_role("combobox", name="Idioma")).to_be_visible()


def test_telephone_gets_a_list_and_opens_a_call(phone_page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=5)
    phone_page.goto("/calls")
    expect(phone_page.locator(".row-link")).to_have_count(30)

    phone_page.get_by_role("button", name="Ver más").click()
    expect(phone_page.locator(".row-link").nth(40)).to_be_attached()
    phone_page.locator(".row-link").first.click()
    expect(phone_page.locator(".call-head h1")).to_be_visible()
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390


def test_cells_of_the_week_are_wide_enough_for_a_finger(phone_page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=5)
    phone_page.goto("/")
    expect(phone_page.locator(".heat td a").first).to_be_visible()

    sizes = phone_page.locator(".heat td a").evaluate_all(
        "cells => cells.map((cell) => cell.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    )

    assert min(sizes) >= 24  # pixels: WCAG 2.5.8


def test_keys_lead_everywhere(desk_page: Page) -> None:
    desk_page.goto("/today")
    expect(desk_page.locator("main h1")).to_have_text("Hoy")
    desk_page.keyboard.press("?")
    expect(desk_page.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()
    desk_page.keyboard.press("Escape")
    desk_page.keyboard.press("g")
    desk_page.keyboard.press("5")
    expect(desk_page.locator("main h1")).to_have_text("Pendientes")
    desk_page.keyboard.press("/")
    expect(desk_page.get_by_role("searchbox")).to_be_focused()


def test_theme_is_chosen_and_kept(desk_page: Page) -> None:
    desk_page.goto("/")
    document = desk_page.locator("html")
    expect(document).to_have_attribute("data-theme-choice", "auto")

    button = desk_page.locator(".sidebar").get_by_role("button", name="Cambiar entre claro y oscuro")
    button.click()
    button.click()
    expect(document).to_have_attribute("data-bs-theme", "dark")

    desk_page.reload()
    expect(document).to_have_attribute("data-bs-theme", "dark")


def test_language_is_changed_in_place(desk_page: Page) -> None:
    desk_page.goto("/calls?status=completed")
    desk_page.locator(".sidebar .languages a", has_text="en").click()

    expect(desk_page).to_have_url("/calls?status=completed")
    expect(desk_page.get_by_role("heading", name="Calls", exact=True)).to_be_visible()


def test_charts_lead_to_their_calls_without_a_new_document(desk_page: Page, database: Database) -> None:
    hang_up(database, ring(database))
    desk_page.goto("/today")

    expect(desk_page.locator("#today-volume .chart-part")).to_be_visible()
    desk_page.get_by_text("Cuatro semanas por días").click()
    expect(desk_page.locator("#today-volume .chart-column")).to_have_count(28)

    desk_page.goto("/")
    part = desk_page.locator("#panel-volume .chart-part")
    part.hover()
    expect(part).to_have_attribute("data-said", re.compile(r".+\n.+: 1$"))
    desk_page.evaluate("window.isTheSame = true")
    part.click()
    expect(desk_page).to_have_url(re.compile("/calls.*ending="))
    assert desk_page.evaluate("window.isTheSame")


def test_plotly_is_loaded_from_our_bundle_where_it_draws_and_leads_to_calls(
    desk_page: Page, database: Database
) -> None:
    add_cost(database, make_call(database, 1), "0.50")
    asked: list[str] = []
    desk_page.on("request", lambda request: asked.append(request.url))
    desk_page.goto("/?from=2026-11-01&to=2026-11-30")
    expect(desk_page.locator("#panel-costs .chart .chart-part").first).to_be_visible()
    assert not [address for address in asked if "plotly" in address]

    with desk_page.expect_response("**/vendor/plotly-cartesian-*") as bundle:
        desk_page.goto("/costs?from=2026-11-01&to=2026-11-30")
    assert bundle.value.ok
    expect(desk_page.locator(".js-plotly-plot .xtick").first).to_be_visible()
    box = desk_page.locator(".js-plotly-plot .points path").last.bounding_box()
    assert box is not None
    desk_page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(desk_page).to_have_url(re.compile("/calls\\?.*from=2026-11-"))


def test_the_week_is_one_stop_of_the_keyboard(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=120, days=28, seed=5)
    desk_page.goto("/")
    stop = desk_page.locator(".heat a[tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()
    desk_page.keyboard.press("Home")
    first = stop.get_attribute("href") or ""
    desk_page.keyboard.press("ArrowRight")
    expect(stop).not_to_have_attribute("href", first)
    expect(stop).to_be_focused()
    desk_page.keyboard.press("ArrowLeft")
    expect(stop).to_have_attribute("href", first)
    count = int(stop.inner_text())
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator(".ag-center-cols-container .ag-row .grid-link")).to_have_count(count)


def test_arrows_walk_through_a_chart_and_enter_opens_its_calls(desk_page: Page, database: Database) -> None:
    for minutes in (1, 2 * 24 * 60):
        add_cost(database, make_call(database, minutes), "0.50")
    desk_page.goto("/?from=2026-11-01&to=2026-11-30")
    links = desk_page.locator("#panel-costs .chart").first.locator("a")
    expect(links).to_have_count(2)
    assert [link.get_attribute("tabindex") for link in links.all()] == ["-1", "0"]

    links.last.focus()
    desk_page.keyboard.press("ArrowLeft")
    expect(links.first).to_be_focused()
    expect(links.first).to_have_attribute("tabindex", "0")
    wanted = links.first.get_attribute("href") or ""
    desk_page.keyboard.press("Home")
    desk_page.keyboard.press("Enter")
    expect(desk_page).to_have_url(wanted)


@pytest.mark.parametrize("path", ["/", "/calls"])
def test_a_time_of_the_address_stays_when_another_filter_is_chosen(desk_page: Page, path: str) -> None:
    desk_page.goto(f"{path}?from=2026-11-01T10:15:00&language=ca")
    expect(desk_page.locator(".filter-chip")).to_have_text(["desde el 1 nov 10:15"])
    desk_page.get_by_role("combobox", name="Idioma").select_option("de")
    expect(desk_page).to_have_url(
        re.compile("from=2026-11-01T10%3A15%3A00.*language=de|language=de.*from=2026-11-01T10%3A15%3A00")
    )
    desk_page.get_by_role("textbox", name="Desde").fill("2026-11-03")
    expect(desk_page).to_have_url(re.compile("from=2026-11-03"))
    expect(desk_page.locator(".filter-chip")).to_be_hidden()


def test_filters_are_cleared_only_where_there_are_some(desk_page: Page) -> None:
    desk_page.goto("/calls")
    clear = desk_page.get_by_role("link", name="Quitar filtros")
    expect(clear).to_be_hidden()

    desk_page.get_by_label("Buscar").fill("612")
    expect(desk_page).to_have_url("/calls?q=612")
    clear.click()
    expect(desk_page).to_have_url("/calls")
    expect(clear).to_be_hidden()


def test_a_period_is_chosen_shared_and_leads_to_its_calls(desk_page: Page, database: Database) -> None:
    hang_up(database, ring(database))
    desk_page.goto("/")
    desk_page.get_by_role("button", name="Hoy", exact=True).click()
    expect(desk_page).to_have_url(re.compile(r"from=(\d{4}-\d\d-\d\d)&to=\1$"))
    expect(desk_page.get_by_role("button", name="Hoy", exact=True)).to_have_attribute("aria-pressed", "true")

    shared = desk_page.url
    desk_page.goto("/calls")
    desk_page.goto(shared)
    tile = desk_page.locator(".metric-tiles .tile").first
    expect(tile.locator(".tile-value")).to_have_text("1")
    tile.locator(".tile-link").click()
    expect(desk_page).to_have_url(re.compile("/calls.*metric=calls"))


def test_a_follow_up_is_taken_and_closed(desk_page: Page, database: Database) -> None:
    """A missed call: nobody answered."""
    call = ring(database)
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        session.execute(update(Conversation).where(Conversation.id == call).values(answered_at=None))
        end_call(session, conversation_id=call, ended_at=datetime.now(UTC), end_reason="no_answer")
        settle_follow_ups(session, organization_id=owner, since=datetime.now(UTC) - timedelta(days=1))
    desk_page.goto("/follow-ups")
    item = desk_page.locator(".follow-up")
    item.get_by_role("button", name="Me encargo yo").click()
    expect(item).to_contain_text(formats.colleague(SITE_EMAIL))

    item.get_by_role("button", name="Hecho").click()
    desk_page.get_by_label("Una nota para los compañeros").fill("Le he llamado")
    desk_page.get_by_role("button", name="Darlo por cerrado").click()
    expect(desk_page.get_by_text("Nadie espera nada de nosotros")).to_be_visible()
    desk_page.get_by_text("Cerrados", exact=True).click()
    expect(item).to_contain_text("Le he llamado")
