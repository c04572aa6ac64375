"""A rule of one's own, through a browser: tried, saved, and its alert comes to the open page with exactly its calls."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from db.database import Database
from tests.workers.watch.conftest import Ring
from workers.queue import JobQueue
from workers.settings import WorkerSettings
from workers.watch.round import Watch


@pytest.fixture
def watch(database: Database, environment: dict[str, str]) -> Iterator[Watch]:
    jobs = JobQueue(database.settings.redis_url)
    yield Watch(database, jobs, WorkerSettings.from_environment(environment))
    jobs.close()


def test_it_is_tried_saved_and_alerts(desk_page: Page, database: Database, watch: Watch) -> None:
    ring, now = Ring(database), datetime.now(UTC)
    for number in range(3):
        ring(now - timedelta(minutes=10 + number))
    desk_page.goto("/settings")
    card = card_of(desk_page)
    press(card, "Añadir una regla")
    card.get_by_label("Nombre").fill("Mucho trabajo")
    card.get_by_label("Cifra").select_option("calls")
    expect(card.get_by_text("Límite, en llamadas")).to_be_visible()
    card.get_by_label("Avisar si es").select_option("over")
    card.get_by_label("Límite, en llamadas").fill("2")
    press(card, "Probar")
    expect(card).to_contain_text("habría avisado una vez")
    press(card, "Guardar")
    expect(card).to_contain_text("más de 2 en las últimas 24 horas")

    desk_page.goto("/alerts")
    expect(desk_page.locator("html[data-live=open]")).to_be_attached()
    watch.all(datetime.now(UTC))
    alert = desk_page.locator(".alert-card")
    expect(alert).to_contain_text("Mucho trabajo")
    alert.get_by_role("link", name="Ver las llamadas").click()
    expect(desk_page.locator(".ag-center-cols-container .ag-row")).to_have_count(3)


def test_by_keyboard_nobody_loses_their_place(desk_page: Page) -> None:
    desk_page.goto("/settings")
    card = card_of(desk_page)
    card.get_by_role("button", name="Añadir una regla").focus()
    desk_page.keyboard.press("Enter")
    expect(card.get_by_label("Nombre")).to_be_focused()
    desk_page.keyboard.type("Mi regla")
    card.get_by_role("button", name="Guardar").focus()
    desk_page.keyboard.press("Enter")
    for key, name, then, said in (
        ("Space", "Apagar: Mi regla", "Encender: Mi regla", "Apagado."),
        ("Enter", "Encender: Mi regla", "Apagar: Mi regla", "Encendida"),
        ("Enter", "Borrar…: Mi regla", "Borrar", "¿Borrar Mi regla?"),
        ("Enter", "Borrar", "Añadir una regla", "Todavía no hay reglas propias"),
    ):
        card.get_by_role("button", name=name, exact=True).focus()
        desk_page.keyboard.press(key)
        expect(card).to_contain_text(said)
        expect(card.get_by_role("button", name=then, exact=True)).to_be_focused()


def card_of(page: Page) -> Locator:
    return page.locator(".card-box", has=page.get_by_role("heading", name="Reglas de alerta propias"))


def press(place: Locator, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()
