"""The database is away while pages are open: who presses something hears of it, and what was asked is answered when it is back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from db.database import Database
from tests.e2e.conftest import opened
from tests.e2e.test_pages import LIVE
from tests.e2e.test_places import leave_callers_waiting
from tests.outage import database_away

AWAY = "El servicio no está disponible ahora mismo"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = opened(browser, site, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(90_000)
    yield context.new_page()
    context.close()


def test_a_press_says_that_nothing_was_done(page: Page, database: Database) -> None:
    leave_callers_waiting(database, 1)
    page.goto("/follow-ups")
    expect(page.locator(LIVE)).to_be_attached()
    mine = page.get_by_role("button", name="Me encargo yo")
    with database_away(database):
        mine.click()
        expect(page.locator(".toast-place")).to_contain_text(AWAY)
    mine.click()
    expect(mine).to_have_count(0)


def test_settings_that_could_not_be_saved_stay_in_their_field(page: Page, database: Database) -> None:
    page.goto("/settings")
    expect(page.locator(LIVE)).to_be_attached()
    form = page.locator("section", has=page.get_by_label("Números del personal")).last
    numbers, save = form.get_by_label("Números del personal"), form.get_by_role("button", name="Guardar")
    numbers.fill("+34600111222")
    with database_away(database):
        save.click()
        expect(page.locator(".toast-place")).to_contain_text(AWAY)
    expect(numbers).to_have_value("+34600111222")
    save.click()
    expect(form).to_contain_text("Guardado")


def test_a_link_leads_on_when_the_database_is_back(page: Page, database: Database) -> None:
    page.goto("/")
    expect(page.locator(LIVE)).to_be_attached()
    with database_away(database):
        page.locator(".sidebar").get_by_role("link", name="Pendientes").click()
        expect(page).to_have_url(re.compile("/follow-ups$"))
        with page.expect_response(lambda answer: answer.status == 503):
            pass
    expect(page.get_by_role("heading", level=1, name="Pendientes")).to_be_visible()


def test_a_page_does_not_call_itself_live(
    page: Page, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard_app.live.hub.AWAY_SECONDS", 0.2)
    page.goto("/live")
    state = page.locator(".sidebar .live-state")
    expect(state).to_have_text("En directo")
    with database_away(database):
        expect(state).to_have_text(re.compile("Reconectando"))
    expect(state).to_have_text("En directo")
