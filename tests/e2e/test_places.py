"""Going back, reloading and live updates leave the reader where they were."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from playwright.sync_api import Page, expect

from dashboard_app import formats
from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.demo.cli import load_demo
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.conftest import SITE_EMAIL
from tests.e2e.test_pages import LIVE, ring, say

GRID = "dash_ag_grid.getApi('calls-grid')"


def leave_callers_waiting(database: Database, count: int) -> UUID:
    """Each hung up before being helped; the organization."""
    for number in range(count):
        call = place_call(database, number, phone=f"+34600{number:06d}", minutes_ago=60 + number)
        finish_call(database, call, outcome="abandoned")
    return settle(database)


def settle(database: Database) -> UUID:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        settle_follow_ups(session, organization_id=owner, since=datetime.now(UTC) - timedelta(days=1))
    return owner


def open_follow_ups(page: Page) -> None:
    """Returns when the list has been drawn for what happened while the live channel was opening."""
    page.goto("/follow-ups")
    expect(page.locator(LIVE)).to_be_attached()
    page.wait_for_load_state("networkidle")


def stands_at(page: Page, place: int) -> None:
    page.wait_for_function("(place) => Math.abs(scrollY - place) <= 2", arg=place)


def test_the_way_back_from_a_call_leads_to_the_same_place(phone_page: Page, database: Database) -> None:
    leave_callers_waiting(database, 12)
    open_follow_ups(phone_page)
    link = phone_page.get_by_role("link", name="Ver la llamada", exact=True).nth(9)
    link.hover()
    place = phone_page.evaluate("Math.round(scrollY)")
    assert place > 500
    link.click()
    expect(phone_page).to_have_url(re.compile("/analysis/"))
    expect(phone_page.get_by_role("heading", level=1)).to_contain_text("600")
    stands_at(phone_page, 0)

    phone_page.go_back()
    expect(phone_page.locator(".follow-up")).to_have_count(12)
    stands_at(phone_page, place)
    phone_page.reload()
    expect(phone_page.locator(".follow-up")).to_have_count(12)
    stands_at(phone_page, place)


def test_the_way_back_to_the_list_of_a_telephone(phone_page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=5)
    phone_page.goto("/calls")
    rows = phone_page.locator(".row-link")
    expect(rows).to_have_count(30)
    phone_page.get_by_role("button", name="Ver más").click()
    expect(rows.nth(45)).to_be_attached()
    rows.nth(40).hover()
    place = phone_page.evaluate("Math.round(scrollY)")

    rows.nth(40).click()
    expect(phone_page.locator(".call-head h1")).to_be_visible()
    phone_page.go_back()

    expect(rows.nth(45)).to_be_attached()
    stands_at(phone_page, place)


def test_the_way_back_to_a_row_of_the_grid(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=160, days=10, seed=5)
    desk_page.goto("/calls")
    longest = desk_page.locator(".ag-header-cell[col-id=duration_seconds]")
    longest.click()
    expect(longest).to_have_attribute("aria-sort", "descending")
    for place in (40, 90):  # the next rows come once these have
        desk_page.wait_for_function(f"() => {GRID}.getDisplayedRowAtIndex({place - 10})?.data")
        desk_page.evaluate(f"{GRID}.ensureIndexVisible({place}, 'top')")
    row = desk_page.locator(".ag-center-cols-container .ag-row[row-index='92'] .grid-link")
    address = row.get_attribute("href")

    row.click()
    expect(desk_page.locator(".call-head h1")).to_be_visible()
    desk_page.go_back()

    expect(longest).to_have_attribute("aria-sort", "descending")
    expect(row).to_have_attribute("href", address or "")
    expect(row).to_be_in_viewport()


def test_the_choice_of_follow_ups_outlives_a_reload(phone_page: Page, database: Database) -> None:
    leave_callers_waiting(database, 2)
    phone_page.goto("/follow-ups")
    phone_page.get_by_text("Cerrados", exact=True).click()
    expect(phone_page).to_have_url(re.compile(r"/follow-ups\?view=closed$"))
    phone_page.reload()
    expect(phone_page.get_by_text("Todavía no hay nada cerrado")).to_be_visible()
    phone_page.get_by_text("Abiertos", exact=True).click()
    expect(phone_page).to_have_url(re.compile(r"/follow-ups$"))


def test_a_list_made_longer_outlives_a_reload(phone_page: Page, database: Database) -> None:
    leave_callers_waiting(database, 22)
    open_follow_ups(phone_page)
    phone_page.get_by_role("button", name="Ver más").click()
    expect(phone_page.locator(".follow-up")).to_have_count(22)
    expect(phone_page).to_have_url(re.compile(r"/follow-ups\?length=40$"))
    phone_page.reload()
    expect(phone_page.locator(".follow-up")).to_have_count(22)


def test_the_keyboard_goes_on_where_it_was(desk_page: Page, database: Database) -> None:
    """What had the focus is drawn anew, or gone; the dialog names whose it is."""
    leave_callers_waiting(database, 3)
    open_follow_ups(desk_page)
    items = desk_page.locator(".follow-up")
    second, third = (items.nth(place).locator(".follow-up-who .numbers").inner_text() for place in (1, 2))

    items.nth(1).get_by_role("button", name="Me encargo yo").press("Enter")
    expect(items.nth(1)).to_contain_text(formats.colleague(SITE_EMAIL))
    expect(items.nth(1)).to_be_focused()

    items.nth(1).get_by_role("button", name="Hecho").press("Enter")
    expect(desk_page.get_by_role("dialog")).to_contain_text("Hecho: Joan Riera")
    desk_page.get_by_role("button", name="Darlo por cerrado").press("Enter")
    expect(items).to_have_count(2)
    assert second != third
    expect(items.nth(1)).to_contain_text(third)
    expect(items.nth(1)).to_be_focused()


def test_a_question_outlives_what_is_said_meanwhile(desk_page: Page, database: Database) -> None:
    """Each turn draws the calls anew: neither the press, nor the question, nor the focus may get lost."""
    call = ring(database)
    desk_page.goto("/live")
    expect(desk_page.locator(LIVE)).to_be_attached()
    hang_up = desk_page.get_by_role("button", name="Colgar", exact=True)
    hang_up.hover()
    desk_page.mouse.down()
    say(database, call, 1, "user", "¿Me oye?")
    expect(desk_page.locator(".board-said")).to_contain_text("¿Me oye?")
    desk_page.mouse.up()
    confirm = desk_page.get_by_role("button", name="Sí, colgar")
    expect(confirm).to_be_focused()

    say(database, call, 2, "agent", "Le oigo.")
    expect(desk_page.locator(".board-said")).to_contain_text("Le oigo.")
    expect(confirm).to_be_focused()
    desk_page.keyboard.press("Escape")
    expect(hang_up).to_be_focused()


def test_the_way_back_on_the_panel_leads_from_period_to_period(desk_page: Page, database: Database) -> None:
    """And the menu leads to the view that the panel begins with."""
    finish_call(database, place_call(database, 1))
    desk_page.goto("/")
    periods = {
        name: desk_page.get_by_role("button", name=name, exact=True) for name in ("28 días", "Hoy", "7 días")
    }

    def shows(name: str) -> None:
        for other, button in periods.items():
            expect(button).to_have_attribute("aria-pressed", str(other == name).lower())
        day = periods[name].get_attribute("data-from") or ""
        expect(desk_page.get_by_label("Desde", exact=True)).to_have_value(day)
        href = re.compile(f"/calls.*from={day}&")
        expect(desk_page.locator("#panel-figures .tile-link").first).to_have_attribute("href", href)

    shows("28 días")
    for name in ("Hoy", "7 días"):
        periods[name].click()
        shows(name)
    for name in ("Hoy", "28 días"):
        desk_page.go_back()
        shows(name)
    desk_page.go_forward()
    shows("Hoy")

    desk_page.locator(".sidebar .nav-item[href='/']").click()
    expect(desk_page).to_have_url("/")
    shows("28 días")


def test_the_way_back_on_the_calls_leads_from_filter_to_filter(desk_page: Page, database: Database) -> None:
    """What is typed into the search is one step, however many letters it has."""
    for number in range(3):
        call = place_call(database, number, phone=f"+34600{number:06d}", minutes_ago=60 + number)
        finish_call(database, call, outcome="abandoned" if number else "booked")
    desk_page.goto("/today")
    desk_page.locator(".sidebar .nav-item[href='/calls']").click()
    rows = desk_page.locator(".ag-center-cols-container .ag-row .grid-link")
    search, state = desk_page.get_by_label("Buscar"), desk_page.get_by_role("combobox", name="Estado")

    def shows(query: str, written: str, status: str, count: int) -> None:
        expect(desk_page).to_have_url(f"/calls{query}")
        expect(search).to_have_value(written)
        expect(state).to_have_value(status)
        expect(rows).to_have_count(count)

    shows("", "", "any", 3)
    for letters, count in (("60000000", 3), ("600000001", 1)):
        search.fill(letters)
        shows(f"?q={letters}", letters, "any", count)
    state.select_option("failed")
    shows("?q=600000001&status=failed", "600000001", "failed", 0)
    desk_page.go_back()
    shows("?q=600000001", "600000001", "any", 1)
    desk_page.go_back()
    shows("", "", "any", 3)
    desk_page.go_forward()
    shows("?q=600000001", "600000001", "any", 1)
    rows.first.click()
    expect(desk_page).to_have_url(re.compile("/analysis/"))
    for query, written, count in (("?q=600000001", "600000001", 1), ("", "", 3)):
        desk_page.go_back()
        shows(query, written, "any", count)
    desk_page.go_back()
    expect(desk_page).to_have_url("/today")
