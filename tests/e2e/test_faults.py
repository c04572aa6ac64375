"""The notice that something did not work does not outlive the fault."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect
from sqlalchemy import text

from db.database import Database
from tests.e2e.test_pages import LIVE


@contextmanager
def unreadable_follow_ups(database: Database) -> Iterator[None]:
    """Whoever asks for them meanwhile fails."""
    for old, new in (("follow_ups", "follow_ups_away"), ("follow_ups_away", "follow_ups")):
        with database.transaction() as session:
            session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        if new != "follow_ups":
            yield


def fail(page: Page, database: Database, choice: str) -> None:
    with unreadable_follow_ups(database):
        page.get_by_text(choice, exact=True).click()
        expect(page.get_by_text("Algo no ha funcionado")).to_be_visible()


def test_the_notice_goes_with_the_fault(desk_page: Page, database: Database) -> None:
    desk_page.goto("/follow-ups")
    expect(desk_page.locator(LIVE)).to_be_attached()
    notice = desk_page.get_by_text("Algo no ha funcionado")

    fail(desk_page, database, "Cerrados")
    desk_page.get_by_text("Abiertos", exact=True).click()
    expect(notice).to_have_count(0)

    fail(desk_page, database, "Cerrados")
    desk_page.get_by_role("button", name="Cerrar", exact=True).click()
    expect(notice).to_have_count(0)

    fail(desk_page, database, "Abiertos")
    desk_page.locator(".sidebar .nav-item[href='/today']").click()
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("Hoy")
    expect(notice).to_have_count(0)
