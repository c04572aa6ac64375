"""The card of webhooks, with the web process, the workers and a receiver as they are in production: from nothing to a delivery, and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from db.actions.users import create_user
from db.database import Database
from tests.e2e.conftest import SITE_EMAIL, SITE_PASSWORD, opened, watched
from tests.e2e.web import running
from tests.programs import Program
from tests.workers.webhooks.receiver import Receiver, Server

NOTHING_YET = "Todavía no se avisa a otros programas"


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    server = Server(found)
    yield found
    server.close()


@pytest.fixture
def settings_page(browser: Browser, database: Database, environment: dict[str, str]) -> Iterator[Page]:
    """Of an administrator, before the processes that make, keep and send webhooks."""
    with database.transaction() as session:
        create_user(session, email=SITE_EMAIL, role="admin", password=SITE_PASSWORD)
    workers = Program("-m", "workers", environment={**environment, "WORKER_PROCESSES": "2"})
    try:
        workers.await_line("webhooks begin")
        with running(environment, "wsgi:server") as web:
            for page in watched(opened(browser, web.url, viewport={"width": 1440, "height": 900})):
                page.goto("/settings")
                yield page
    finally:
        workers.kill()


@pytest.fixture
def card(settings_page: Page) -> Locator:
    return card_of(settings_page)


def test_one_is_made_tried_switched_off_and_deleted(card: Locator, receiver: Receiver) -> None:
    expect(card).to_contain_text(NOTHING_YET)
    press(card, "Añadir un webhook")
    card.get_by_label("Dirección").fill(receiver.url)
    card.get_by_label("Para qué es").fill("Agenda")
    press(card, "Guardar")

    shown = card.get_by_role("status").locator("code")
    expect(shown).to_contain_text("whsec_")
    receiver.secret = shown.inner_text()
    card.page.reload()
    expect(card).to_contain_text(receiver.url)
    expect(card).not_to_contain_text(receiver.secret)

    press(card, "Enviar una prueba: Agenda")
    line = card.locator(".webhook-log > li")
    expect(line).to_contain_text("llegó")
    expect(line).to_contain_text("respuesta 204")
    assert (receiver.types, receiver.forged) == (["webhook.test"], 0)
    press(line, "Ver por dentro: Prueba")
    expect(line).to_contain_text(receiver.messages[0].id)

    press(card, "Apagar: Agenda")
    expect(card).to_contain_text("Alguien lo apagó")
    press(card, "Borrar…: Agenda")
    expect(card).to_contain_text("¿Borrar Agenda?")
    press(card, "Borrar", exact=True)
    expect(card).to_contain_text("Borrado.")
    expect(card).to_contain_text(NOTHING_YET)


def test_by_keyboard_nobody_loses_their_place(desk_page: Page) -> None:
    desk_page.goto("/settings")
    card = card_of(desk_page)
    card.get_by_role("button", name="Añadir un webhook").focus()
    desk_page.keyboard.press("Enter")
    expect(card.get_by_label("Dirección")).to_be_focused()
    desk_page.keyboard.type("https://hooks.example.com/a")
    desk_page.keyboard.press("Tab")
    desk_page.keyboard.type("Agenda")
    save = card.get_by_role("button", name="Guardar")
    for _ in range(20):
        if is_focused(save):
            break
        desk_page.keyboard.press("Tab")
    desk_page.keyboard.press("Enter")

    secret = card.get_by_role("status").locator("code")
    expect(secret).to_be_focused()
    assert desk_page.evaluate("getSelection().toString()") == secret.inner_text()

    for key, name, then, said in (
        ("Space", "Apagar: Agenda", "Encender: Agenda", "Alguien lo apagó"),
        ("Enter", "Encender: Agenda", "Apagar: Agenda", "Encendido"),
        ("Enter", "Envíos: Agenda", "Envíos: Agenda", "Todavía no se ha enviado nada"),
        ("Enter", "Borrar…: Agenda", "Borrar", "¿Borrar Agenda?"),
        ("Enter", "Borrar", "Añadir un webhook", NOTHING_YET),
    ):
        card.get_by_role("button", name=name, exact=True).focus()
        desk_page.keyboard.press(key)
        expect(card).to_contain_text(said)
        expect(card.get_by_role("button", name=then, exact=True)).to_be_focused()


def is_focused(place: Locator) -> bool:
    return bool(place.evaluate("one => one === document.activeElement"))


def card_of(page: Page) -> Locator:
    return page.locator(".card-box", has=page.get_by_role("heading", name="Webhooks"))


def press(place: Locator, name: str, *, exact: bool = False) -> None:
    place.get_by_role("button", name=name, exact=exact).click()
