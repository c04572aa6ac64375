"""The grid of calls in a browser: calls are chosen and tagged, columns are remembered, views are kept and opened."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from dashboard_app.call_columns import COLUMNS
from dashboard_app.components.call_grid import BLOCK
from db.actions.bulk_orders import end_order
from db.actions.settings import change_setting
from db.ai_budget import BUDGET_SETTING
from db.database import Database
from db.demo.cli import load_demo
from db.models import BulkOrder, CallFact, User
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.test_pages import LIVE, ring
from workers.bulk import carry_out
from workers.queue import JobQueue
from workers.settings import WorkerSettings

ROW_IDS = """() => {
  const ids = [];
  dash_ag_grid.getApi("calls-grid").forEachNode((row) => { if (row.data) ids[row.rowIndex] = row.id; });
  return ids;
}"""
ROW = ".ag-center-cols-container .ag-row"


@pytest.fixture
def grid(desk_page: Page, database: Database) -> Page:
    load_demo(database, conversations=40, days=8, seed=5)
    desk_page.goto("/calls")
    expect(desk_page.locator(f"{ROW} .grid-link").first).to_be_visible()
    return desk_page


@pytest.mark.parametrize("place", ["#calls-grid", ".first-rows"])
def test_a_foreign_number_is_shown_whole(desk_page: Page, database: Database, place: str) -> None:
    finish_call(database, place_call(database, 1, phone="+4915112345678"))
    if place == ".first-rows":  # while the grid's scripts load
        desk_page.route("**/dash_ag_grid.*", lambda _route: None)
    desk_page.goto("/calls", wait_until="commit")

    number = desk_page.locator(f"{place} .grid-number")
    expect(number).to_have_text("· +49 1511 2345678")
    cell = number.locator("xpath=ancestor::*[contains(@class, 'ag-cell') or self::td][1]")
    edges = [one.evaluate("one => one.getBoundingClientRect().right") for one in (number, cell)]
    assert edges[0] <= edges[1]


def test_chosen_calls_are_tagged_and_the_tag_is_taken_back(grid: Page) -> None:
    grid.locator("summary", has_text="Columnas").click()
    grid.get_by_label("Etiquetas", exact=True).check()
    grid.keyboard.press("Escape")
    expect(grid.locator(f"{ROW} [col-id=tags]").first).to_be_attached()

    boxes = grid.locator(".ag-row .ag-checkbox-input")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(grid.locator("#calls-selection")).to_contain_text("2 llamadas elegidas")
    grid.get_by_role("button", name="Etiqueta", exact=True).click()
    grid.locator("#many-tag-word").fill("VIP")
    grid.keyboard.press("Enter")
    told = grid.locator("#calls-told")
    expect(told).to_contain_text("Etiquetadas: 2.")
    expect(grid.locator(f"{ROW} [col-id=tags]", has_text="vip")).to_have_count(2)

    told.get_by_role("button", name="Deshacer").click()
    expect(told).to_contain_text("Etiqueta quitada: 2.")
    expect(grid.locator(f"{ROW} [col-id=tags]", has_text="vip")).to_have_count(0)

    grid.reload()
    expect(grid.locator(f"{ROW} [col-id=tags]").first).to_be_attached()


def test_a_note_for_chosen_calls_is_kept_until_it_is_sent(grid: Page) -> None:
    boxes, note, told = map(grid.locator, (".ag-row .ag-checkbox-input", "#many-note", "#calls-told"))
    asked = grid.get_by_role("button", name="Pendiente", exact=True)
    sent = grid.locator("#many-follow_up [value=yes]")

    boxes.nth(0).check()
    asked.click()
    note.fill("Le llamo el jueves.")
    grid.route("**/api/conversations/actions", lambda route: route.abort("connectionrefused"))
    sent.click()
    expect(told).to_contain_text("El servidor no contesta")
    grid.unroute("**/api/conversations/actions")
    boxes.nth(1).check()
    asked.click()
    expect(note).to_have_value("")
    grid.keyboard.press("Escape")
    boxes.nth(1).uncheck()
    asked.click()
    expect(note).to_have_value("Le llamo el jueves.")

    sent.click()
    expect(told).to_contain_text("Deshacer")
    asked.click()
    expect(note).to_have_value("")


def test_all_blocks_that_are_read_anew_get_their_rows(grid: Page, database: Database) -> None:
    """The grid asks for two at once."""
    load_demo(database, conversations=3 * BLOCK, days=8, seed=6)
    grid.reload()
    expect(grid.locator(LIVE)).to_be_attached()
    for index in (0, BLOCK, 2 * BLOCK):
        grid.evaluate(
            f"dash_ag_grid.getApiAsync('calls-grid').then((api) => api.ensureIndexVisible({index}))"
        )
        expect(grid.locator(f"{ROW}[row-index='{index}'] .grid-link")).to_be_visible()
    before = grid.evaluate(ROW_IDS)

    new = ring(database)

    grid.wait_for_function(
        f"(expected) => String(({ROW_IDS})()) === String(expected)", arg=[str(new), *before[:-1]]
    )


def test_all_calls_of_the_filter_are_tagged_by_the_workers(
    grid: Page, database: Database, environment: dict[str, str]
) -> None:
    settings = WorkerSettings.from_environment(environment)
    boxes, told = grid.locator(".ag-row .ag-checkbox-input"), grid.locator("#calls-told")
    boxes.nth(0).check()
    grid.get_by_role("button", name="Todas las del filtro").click()
    with database.reading() as session:
        every = session.scalars(select(func.count()).select_from(CallFact).where(~CallFact.is_test)).one()
    expect(grid.locator("#calls-selection-count")).to_have_text(f"Las {every} llamadas del filtro")
    grid.get_by_role("button", name="Pendiente", exact=True).click()
    expect(grid.locator("#many-follow-up-count")).to_have_text(f"Las {every} llamadas del filtro")
    grid.keyboard.press("Escape")
    grid.get_by_role("button", name="Analizar con IA").click()
    expect(grid.locator("#many-estimate")).to_contain_text("Llamadas que se leerían")
    expect(grid.locator("#many-how")).to_have_value("batch")
    expect(grid.locator("#many-how-about")).to_contain_text("A mitad de precio")
    grid.locator("#many-how").select_option("now")
    expect(grid.locator("#many-how-about")).to_contain_text("en cuanto le toca")
    grid.keyboard.press("Escape")

    grid.get_by_role("button", name="Etiqueta", exact=True).click()
    grid.locator("#many-tag-word").fill("otoño")
    grid.keyboard.press("Enter")
    expect(told).to_contain_text(f"0 de {every} llamadas…")
    grid.reload()
    expect(told.locator("progress")).to_be_visible()  # also for whoever comes back to the page
    with database.reading() as session:
        order = session.scalars(select(BulkOrder.id)).one()
    jobs = JobQueue(settings.redis_url)
    carry_out(database, jobs, settings, order)
    jobs.close()

    expect(told).to_contain_text(f"Etiquetadas: {every}.")


def test_an_order_that_was_given_up_is_told_once(grid: Page, database: Database) -> None:
    boxes, told = grid.locator(".ag-row .ag-checkbox-input"), grid.locator("#calls-told")
    boxes.nth(0).check()
    grid.get_by_role("button", name="Todas las del filtro").click()
    grid.get_by_role("button", name="Marcar revisadas").click()  # it waits until all of them are chosen
    expect(grid.locator("#many-check")).to_be_visible()
    grid.keyboard.press("Enter")
    expect(told.locator("progress")).to_be_visible()
    grid.goto("/settings")
    with database.transaction() as session:
        end_order(session, session.scalars(select(BulkOrder)).one(), "failed")

    grid.goto("/calls")
    expect(told).to_contain_text("Abandonado tras 0 de")
    with grid.expect_response("**/orders/newest"):
        grid.reload()
    expect(grid.locator(f"{ROW} .grid-link").first).to_be_visible()
    expect(told).to_be_empty()


def test_with_a_used_up_budget_no_analyses_can_be_ordered(grid: Page, database: Database) -> None:
    with database.transaction() as session:
        who = session.scalars(select(User)).one()
        place = who.organization_id
        change_setting(session, organization_id=place, by=who.id, name=BUDGET_SETTING, value={"day_eur": "0"})

    grid.locator(".ag-row .ag-checkbox-input").nth(0).check()
    grid.get_by_role("button", name="Analizar con IA").click()
    about = grid.locator("#many-how-about")
    expect(about).to_be_visible()
    expect(about).to_contain_text("agotado")
    expect(grid.locator("#many-analyse [value=yes]")).to_be_disabled()


def test_columns_stay_where_they_were_put_also_in_a_view(grid: Page) -> None:
    heading = '.ag-header-cell[col-id="{}"]'.format
    outcome, intent = grid.locator(heading("outcome")), grid.locator(heading("intent"))
    with grid.expect_response("**/api/preferences/calls") as kept:
        outcome.drag_to(intent, target_position={"x": 8, "y": 15})
    assert kept.value.ok
    with grid.expect_response("**/api/preferences/calls"):
        edge = intent.locator(".ag-header-cell-resize").bounding_box()
        assert edge
        grid.mouse.move(edge["x"] + 2, edge["y"] + 15)
        grid.mouse.down()
        grid.mouse.move(edge["x"] + 72, edge["y"] + 15, steps=5)
        grid.mouse.up()
    wide = intent.bounding_box()

    grid.locator("summary", has_text="Vistas").click()
    grid.get_by_label("Nombre", exact=True).fill("Así")
    grid.get_by_role("button", name="Guardar", exact=True).click()
    view = grid.locator(".view-link", has_text="Así")
    expect(view).to_have_attribute("href", re.compile(r"/calls\?view="))
    grid.locator("summary", has_text="Columnas").click()
    grid.get_by_role("button", name="Como al principio").click()
    expect(grid.locator(heading("intent") + "[aria-colindex='4']")).to_be_visible()

    grid.locator("summary", has_text="Vistas").click()
    view.click()
    expect(grid.locator(heading("outcome") + "[aria-colindex='4']")).to_be_visible()
    shown = intent.bounding_box()
    assert wide
    assert shown
    assert round(shown["width"]) == round(wide["width"])


def test_keys_choose_and_open_a_call(grid: Page) -> None:
    grid.locator(f"{ROW} [col-id=intent]").first.focus()
    grid.keyboard.press("Space")
    expect(grid.locator("#calls-selection")).to_contain_text("1 llamada elegida")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("Enter")
    expect(grid.locator(".call-head h1")).to_be_visible()


def test_a_view_is_kept_opened_and_opens_the_page(grid: Page) -> None:
    grid.get_by_role("combobox", name="Motivo").select_option("complaint")
    expect(grid).to_have_url("/calls?intent=complaint")
    grid.locator("summary", has_text="Vistas").click()
    grid.get_by_label("Nombre", exact=True).fill("Quejas")
    grid.get_by_role("button", name="Guardar", exact=True).click()
    view = grid.locator(".view-link", has_text="Quejas")
    expect(view).to_have_attribute("href", "/calls?intent=complaint")

    grid.get_by_role("button", name="Abrir la página con «Quejas»").click()
    expect(grid.locator("#views-said")).to_contain_text("Desde ahora")
    grid.goto("/calls")
    expect(grid).to_have_url("/calls?intent=complaint")
    grid.get_by_role("link", name="Quitar filtros").click()
    expect(grid).to_have_url("/calls?view=none")
    expect(grid.get_by_role("combobox", name="Motivo")).to_have_value("any")

    grid.locator("summary", has_text="Vistas").click()
    grid.locator(".view-change summary").click()
    grid.get_by_role("button", name="Borrar").click()
    expect(view).to_have_count(0)
    grid.get_by_role("button", name="Deshacer").click()
    expect(view).to_be_visible()
    view.click()
    expect(grid).to_have_url(re.compile(r"/calls\?intent=complaint$"))


SHOW = """(names) => {
  const api = dash_ag_grid.getApi("calls-grid"), all = api.getColumns().map((column) => column.getColId());
  api.setColumnsVisible(all.filter((name) => !names.includes(name)), false);
  api.setColumnsVisible(names, true);
}"""
CUT = "heads => heads.filter(head => head.scrollWidth > head.clientWidth).map(head => head.textContent)"


@pytest.mark.parametrize("language", ["es", "ca", "en", "de"])
def test_the_heads_of_all_columns_are_read_in_full(grid: Page, language: str) -> None:
    grid.goto(f"/language/{language}?next=/calls")
    expect(grid.locator(f"{ROW} .grid-link").first).to_be_visible()
    heads, cut = grid.locator(".ag-header-cell[col-id] .ag-header-cell-text"), []
    for first in range(0, len(COLUMNS), 6):  # as many as need no scrolling
        names = COLUMNS[first : first + 6]
        grid.evaluate(SHOW, list(names))
        for name in names:
            expect(grid.locator(f".ag-header-cell[col-id={name}]")).to_be_visible()
        cut += heads.evaluate_all(CUT)

    assert cut == []
