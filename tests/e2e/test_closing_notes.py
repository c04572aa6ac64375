"""What is written on closing a follow-up is not lost before it is sent."""

from playwright.sync_api import Page, expect

from db.database import Database
from tests.e2e.test_places import leave_callers_waiting, open_follow_ups

WORDS = "Le llamo el jueves."


def test_a_closing_note_is_kept_until_it_is_sent(desk_page: Page, database: Database) -> None:
    """For its own follow-up: the dialog of another one is empty."""
    leave_callers_waiting(database, 2)
    open_follow_ups(desk_page)
    items, dialog = desk_page.locator(".follow-up"), desk_page.get_by_role("dialog")
    note = dialog.get_by_role("textbox")

    def close(place: int) -> None:
        items.nth(place).get_by_role("button", name="Hecho").click()
        expect(dialog).to_be_visible()

    close(0)
    note.fill(WORDS)
    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_have_count(0)
    close(1)
    expect(note).to_have_value("")
    open_follow_ups(desk_page)
    expect(items).to_have_count(2)
    close(0)
    expect(note).to_have_value(WORDS)

    dialog.get_by_role("button", name="Darlo por cerrado").click()
    expect(items).to_have_count(1)
    desk_page.get_by_text("Cerrados", exact=True).click()
    expect(items).to_contain_text(WORDS)
    items.get_by_role("button", name="Volver a abrir").click()
    desk_page.get_by_text("Abiertos", exact=True).click()
    expect(items).to_have_count(2)
    close(0)
    expect(note).to_have_value("")
