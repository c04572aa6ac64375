"""What is written on closing a follow-up is not lost before it is sent."""

from playwright.sync_api import Page, expect
from sqlalchemy import func, update

from db.database import Database
from db.models import FollowUp
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

    waiting = desk_page.locator(".sidebar .nav-count.is-quiet")
    expect(waiting).to_contain_text("2")
    dialog.get_by_role("button", name="Darlo por cerrado").click()
    expect(items).to_have_count(1)
    expect(waiting).to_contain_text("1")
    desk_page.locator(".undo-note").get_by_role("button", name="Deshacer").click()
    expect(items).to_have_count(2)
    expect(desk_page.locator(".undo-note")).to_have_count(0)
    close(0)
    note.fill(WORDS)
    dialog.get_by_role("button", name="Darlo por cerrado").click()
    expect(items).to_have_count(1)
    desk_page.get_by_text("Cerrados", exact=True).click()
    expect(items).to_contain_text(WORDS)
    items.get_by_role("button", name="Volver a abrir").click()
    desk_page.get_by_text("Abiertos", exact=True).click()
    expect(items).to_have_count(2)
    close(0)
    expect(note).to_have_value("")


def test_a_note_on_closing_all_is_kept_until_it_is_sent(desk_page: Page, database: Database) -> None:
    leave_callers_waiting(database, 2)
    open_follow_ups(desk_page)
    dialog = desk_page.get_by_role("dialog")
    note = dialog.get_by_role("textbox")

    def close_all() -> None:
        desk_page.get_by_role("button", name="Todo hecho").click()
        expect(dialog).to_be_visible()

    close_all()
    note.fill(WORDS)
    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_have_count(0)
    open_follow_ups(desk_page)
    close_all()
    expect(note).to_have_value(WORDS)

    dialog.get_by_role("button", name="Sí, todos").click()
    expect(desk_page.get_by_text("Cambiados: 2")).to_be_visible()
    desk_page.get_by_text("Cerrados", exact=True).click()
    desk_page.get_by_role("button", name="Volver a abrirlos todos").click()
    dialog.get_by_role("button", name="Sí, todos").click()
    desk_page.get_by_text("Abiertos", exact=True).click()
    expect(desk_page.locator(".follow-up")).to_have_count(2)
    close_all()
    expect(note).to_have_value("")


def test_what_came_too_late_to_close_becomes_a_note_of_the_call(desk_page: Page, database: Database) -> None:
    """A colleague closes it while the note is written."""
    organization = leave_callers_waiting(database, 1)
    open_follow_ups(desk_page)
    desk_page.get_by_role("button", name="Hecho").click()
    dialog = desk_page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(WORDS)
    with database.transaction() as session:
        changed = update(FollowUp).values(state="done", closed_at=func.now())
        session.execute(changed.where(FollowUp.organization_id == organization))
    dialog.get_by_role("button", name="Darlo por cerrado").click()
    refused = desk_page.get_by_role("alert")
    expect(refused.get_by_role("textbox")).to_have_value(WORDS)

    refused.get_by_role("button", name="Añadirla como nota a la llamada").click()
    refused.get_by_role("link", name="Ver la llamada").click()
    desk_page.get_by_role("tab", name="Notas y cliente").click()
    expect(desk_page.locator(".notes")).to_contain_text(WORDS)
