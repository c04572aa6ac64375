"""The notice that something did not work does not outlive the fault."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect
from sqlalchemy import text

from db.database import Database
from db.demo.cli import load_demo
from tests.e2e.test_pages import LIVE


@contextmanager
def unreadable(database: Database, table: str) -> Iterator[None]:
    """Whoever asks for it meanwhile fails."""
    away = f"{table}_away"
    for old, new in ((table, away), (away, table)):
        with database.transaction() as session:
            session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        if new == away:
            yield


def fail(page: Page, database: Database, choice: str) -> None:
    with unreadable(database, "follow_ups"):
        page.get_by_text(choice, exact=True).click()
        expect(page.get_by_text("Algo no ha funcionado")).to_be_visible()


def test_the_notice_goes_with_the_fault(desk_page: Page, database: Database) -> None:
    desk_page.goto("/follow-ups")
    expect(desk_page.locator(LIVE)).to_be_attached()
    notice = desk_page.get_by_text("Algo no ha funcionado")

    fail(desk_page, database, "Cerrados")
    desk_page.get_by_text("Abiertos", exact=True).click()
    expect(notice).to_have_count(0)
    desk_page.wait_for_load_state("networkidle")  # what is answered later would take away the next notice

    fail(desk_page, database, "Cerrados")
    desk_page.get_by_role("button", name="Cerrar", exact=True).click()
    expect(notice).to_have_count(0)

    fail(desk_page, database, "Abiertos")
    desk_page.locator(".sidebar .nav-item[href='/today']").click()
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("Hoy")
    expect(notice).to_have_count(0)


def test_rows_of_the_last_filter_stay_pale_where_the_new_ones_fail(
    desk_page: Page, database: Database
) -> None:
    load_demo(database, conversations=20, days=8, seed=5)
    desk_page.goto("/calls")
    rows, pale = desk_page.locator("#calls-grid .ag-row[row-id]"), desk_page.locator(".grid-place.is-asking")
    notice, search = desk_page.get_by_text("Algo no ha funcionado"), desk_page.get_by_role("searchbox")
    expect(rows.first).to_be_visible()
    expect(desk_page.locator(LIVE)).to_be_attached()

    with unreadable(database, "turns"):
        search.fill("frenos")
        expect(notice).to_be_visible()
    expect(pale).to_be_visible()
    expect(rows.first).to_be_visible()

    search.fill("")
    expect(pale).to_have_count(0)
    expect(rows.first).to_be_visible()
    expect(notice).to_have_count(0)
