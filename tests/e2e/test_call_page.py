"""The page of a call in a real browser: it is heard in step with its words, and people add to it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import delete, select

from db.actions import annotations
from db.actions.users import create_user
from db.database import Database
from db.models import CallNote, ConversationAnalysis, Erasure
from db.sound.store import RecordingStore
from tests.e2e.conftest import SITE_EMAIL, SITE_PASSWORD, opened
from tests.e2e.heard_call import record, spoken_call
from workers import runtime
from workers.jobs import carry_out_erasure

LIVE = "html[data-live=open]"
NOW = "Number(document.querySelector('.player-lanes').getAttribute('aria-valuenow'))"


def test_a_line_is_heard_and_marked(desk_page: Page, database: Database) -> None:
    call = spoken_call(database)
    record(database, call)
    desk_page.goto(f"/analysis/{call}")
    expect(desk_page.locator(".player-quality")).to_have_text("Sonido: 92 de 100")
    expect(desk_page.locator(".player-legend")).to_contain_text("Interrupción")
    expect(desk_page.locator(".player-rows")).to_contain_text("Interrupción")

    desk_page.locator("#turn-3 .turn-text").click()
    expect(desk_page.locator("#turn-3")).to_have_class("turn is-agent is-heard")
    expect(desk_page.locator(".player.is-playing")).to_be_attached()

    desk_page.keyboard.press("Space")
    expect(desk_page.locator(".player.is-playing")).to_have_count(0)
    desk_page.get_by_role("slider", name="Momento de la llamada").press("End")
    expect(desk_page.locator("#turn-5.is-heard")).to_be_attached()
    assert desk_page.evaluate(NOW) == 16
    desk_page.keyboard.press("ArrowLeft")
    desk_page.wait_for_function(f"{NOW} === 11")
    expect(desk_page.get_by_role("link", name="Descargar la grabación")).to_have_attribute(
        "href", f"/api/conversation/{call}/recording"
    )


# As long as the page of a call with many turns.
LONG = ".turn { min-height: 600px }"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_player_stays_in_view_and_keys_that_scroll_are_not_fought(
    desk_page: Page, database: Database, width: int
) -> None:
    call = spoken_call(database)
    record(database, call)
    desk_page.set_viewport_size({"width": width, "height": 900})
    desk_page.goto(f"/analysis/{call}")
    desk_page.add_style_tag(content=LONG)
    desk_page.locator("#turn-3 .turn-text").click()
    expect(desk_page.locator("#turn-3.is-heard")).to_be_attached()
    expect(desk_page.locator(".player.is-playing .player-play")).to_be_in_viewport(ratio=1)

    expect(desk_page.locator(".player-follow")).to_be_hidden()
    desk_page.keyboard.press("PageDown")
    expect(desk_page.locator(".player-follow")).to_be_visible()


def test_a_call_without_sound_says_why_and_keeps_its_lanes(desk_page: Page, database: Database) -> None:
    call = spoken_call(database)
    desk_page.goto(f"/analysis/{call}#turn-2")

    expect(desk_page.locator(".player-state")).to_contain_text("No hay grabación")
    expect(desk_page.locator("#turn-2")).to_have_class("turn is-user is-pointed-at")
    desk_page.locator("#turn-5 .turn-text").click()
    desk_page.wait_for_function(f"{NOW} === 12")


def gone(_sound: bytes) -> None:
    return None


def cut(sound: bytes) -> bytes:
    return sound[: len(sound) // 2]


def unknown(sound: bytes) -> bytes:
    return b"?" * len(sound)


@pytest.mark.parametrize(
    ("spoil", "why"), [(gone, "ya no está"), (cut, "está dañado"), (unknown, "no puede reproducir")]
)
def test_a_recording_that_cannot_be_heard_says_why(
    browser: Browser, site: str, database: Database, spoil: Callable[[bytes], bytes | None], why: str
) -> None:
    call = spoken_call(database)
    record(database, call)
    store, key = RecordingStore.at("memory://recordings"), f"test/{call}.flac"
    left = spoil(store.get(key))
    store.delete(key)
    if left is not None:
        store.put(key, left)
    page = opened(browser, site).new_page()  # not watched: the browser complains of what is missing
    page.goto(f"/analysis/{call}")

    expect(page.locator(".player-state")).to_contain_text(why)
    expect(page.locator(".player-quality")).to_have_text("Sonido: 92 de 100")
    expect(page.locator(".player-state")).to_contain_text(why)  # also once the peaks have come
    expect(page.locator(".player-play")).to_be_disabled()
    page.locator("#turn-5 .turn-text").click()
    page.wait_for_function(f"{NOW} === 12")
    page.context.close()


def test_people_add_to_a_call(desk_page: Page, database: Database) -> None:
    call = spoken_call(database)
    desk_page.goto(f"/analysis/{call}#turn-2")
    expect(desk_page.locator(LIVE)).to_be_attached()

    courtesy = desk_page.locator("#call-ai li", has_text="Saluda.")
    courtesy.get_by_role("button", name="Correcto").click()
    expect(courtesy.locator(".mark.is-on")).to_be_visible()
    complete = desk_page.locator("#call-ai li", has_text="No pide matrícula.")
    complete.locator("summary").click()
    complete.get_by_role("button", name="sí").click()
    expect(complete.locator("summary.is-on")).to_have_text("sí")
    expect(desk_page.locator("#turn-2.is-pointed-at")).to_be_attached()

    desk_page.get_by_role("tab", name="Notas y cliente").press("Enter")
    desk_page.get_by_label("Una nota para sus compañeros").fill("Llamarle el lunes.")
    desk_page.get_by_role("button", name="Añadir la nota").click()
    expect(desk_page.locator(".note-text")).to_have_text("Llamarle el lunes.")
    expect(desk_page.get_by_label("Una nota para sus compañeros")).to_have_value("")
    desk_page.get_by_role("button", name="Marcar revisada", exact=True).click()
    expect(desk_page.get_by_role("button", name="Revisada por Ana, hoy")).to_have_attribute(
        "aria-pressed", "true"
    )
    desk_page.get_by_label("Añadir una etiqueta").fill("Flota")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator(".tag")).to_have_text("flota")
    desk_page.get_by_role("button", name="Una buena llamada").click()
    expect(desk_page.locator(".thumb.is-on")).to_have_text("1")

    desk_page.reload()
    expect(desk_page.locator(".note-text")).to_be_visible()
    desk_page.goto("/calibration")
    expect(desk_page.locator(".agreement")).to_have_count(2)


def test_paper_is_light_and_says_the_day(browser: Browser, site: str, database: Database) -> None:
    call = spoken_call(database)
    page = opened(browser, site, color_scheme="dark").new_page()
    page.goto(f"/analysis/{call}")
    expect(page.locator("html[data-bs-theme=dark]")).to_be_attached()

    page.emulate_media(media="print")
    expect(page.locator("html[data-bs-theme=light]")).to_be_attached()
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator("#call-head time")).to_be_attached()
    page.wait_for_function(
        "(year) => getComputedStyle(document.querySelector('#call-head time'), '::after').content.includes(year)",
        arg=str(datetime.now(UTC).year),
    )
    lefts = page.locator("#call-head h1, .call-page .card-head h2, .call-page .findings").evaluate_all(
        "(shown) => [...new Set(shown.filter((one) => one.offsetParent).map((one) => Math.round(one.getBoundingClientRect().left)))]"
    )
    assert len(lefts) == 1, lefts
    page.emulate_media(media="screen")
    expect(page.locator("html[data-bs-theme=dark]")).to_be_attached()
    page.context.close()


def test_paper_does_not_invite_to_ask_a_model(desk_page: Page, database: Database) -> None:
    call = spoken_call(database)
    with database.transaction() as session:
        session.execute(delete(ConversationAnalysis).where(ConversationAnalysis.analysis_type == "ai"))
    desk_page.goto(f"/analysis/{call}")
    card = desk_page.get_by_text("Análisis con IA")
    expect(card).to_be_visible()

    desk_page.emulate_media(media="print")
    expect(desk_page.locator("#call-findings")).to_be_visible()
    expect(card).to_be_hidden()


def notes_of(page: Page, call: UUID) -> Locator:
    page.goto(f"/analysis/{call}")
    expect(page.locator(LIVE)).to_be_attached()
    page.get_by_role("tab", name="Notas y cliente").click()
    return page.locator(".notes > li")


def add_note(page: Page, text: str) -> None:
    page.get_by_label("Una nota para sus compañeros").fill(text)
    page.get_by_role("button", name="Añadir la nota").click()
    expect(page.locator(".note-text", has_text=text)).to_be_visible()


def test_what_somebody_writes_outlives_what_others_add_and_a_reload(
    desk_page: Page, database: Database
) -> None:
    call = spoken_call(database)
    notes = notes_of(desk_page, call)
    add_note(desk_page, "Llamarle el lunes.")
    notes.get_by_text("Editar").click()
    editor = notes.get_by_label("Nota")
    editor.fill("Llamarle el miércole.")
    desk_page.get_by_label("Una nota para sus compañeros").fill("Lo de")
    editor.press("ArrowLeft")

    with database.transaction() as session:
        colleague = create_user(
            session, email="bruno@autobox.example", role="staff", password="a good password"
        )
        annotations.add_note(session, conversation_id=call, author_id=colleague, text="Ya ha pagado.")
    expect(notes).to_have_count(2)
    expect(editor).to_be_visible()
    expect(editor).to_have_value("Llamarle el miércole.")
    expect(editor).to_be_focused()
    desk_page.keyboard.type("s")
    expect(editor).to_have_value("Llamarle el miércoles.")

    desk_page.reload()
    expect(editor).to_have_value("Llamarle el miércoles.")
    expect(desk_page.get_by_label("Una nota para sus compañeros")).to_have_value("Lo de")
    notes.get_by_role("button", name="Guardar").click()
    expect(notes.first.locator(".note-text")).to_have_text("Llamarle el miércoles.")
    expect(editor).to_be_hidden()
    desk_page.reload()
    expect(notes.first.locator(".note-text")).to_have_text("Llamarle el miércoles.")
    expect(editor).to_be_hidden()


def test_what_somebody_writes_outlives_what_they_keep_in_another_tab(
    desk_page: Page, database: Database
) -> None:
    call = spoken_call(database)
    notes = notes_of(desk_page, call)
    add_note(desk_page, "Llamarle el lunes.")
    notes.get_by_text("Editar").click()
    editor = notes.get_by_label("Nota")
    editor.fill("Llamarle el miércole.")
    editor.press("ArrowLeft")

    with database.transaction() as session:
        note, author = session.execute(select(CallNote.id, CallNote.author_id)).one()
        annotations.edit_note(
            session, conversation_id=call, note_id=note, author_id=author, text="Llamarle el martes."
        )
    expect(notes.locator(".note-text")).to_have_text("Llamarle el martes.")
    expect(editor).to_have_value("Llamarle el miércole.")
    expect(editor).to_be_focused()
    desk_page.keyboard.type("s")
    expect(editor).to_have_value("Llamarle el miércoles.")


def test_a_session_that_ends_takes_no_words_with_it(browser: Browser, site: str, database: Database) -> None:
    call = spoken_call(database)
    page = opened(browser, site).new_page()  # not watched: the browser complains of the refusal
    notes_of(page, call)
    box = page.get_by_label("Una nota para sus compañeros")
    tag = page.get_by_label("Añadir una etiqueta")
    tag.fill("ruido delante")
    box.fill("Dice que el ruido viene de delante.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Añadir la nota").click()
    expect(page).to_have_url(re.compile("/login"))

    page.locator("[name=email]").fill(SITE_EMAIL)
    page.locator("[name=password]").fill(SITE_PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/analysis/{call}"))
    expect(box).to_have_value("Dice que el ruido viene de delante.")
    expect(box).to_be_visible()
    expect(tag).to_have_value("ruido delante")
    page.context.close()


def test_a_note_is_written_once_and_deleted_only_when_asked_twice(
    desk_page: Page, database: Database
) -> None:
    notes = notes_of(desk_page, spoken_call(database))
    desk_page.get_by_label("Una nota para sus compañeros").fill("Una vez.")
    desk_page.get_by_role("button", name="Añadir la nota").dblclick()
    expect(desk_page.get_by_label("Una nota para sus compañeros")).to_have_value("")
    expect(notes).to_have_count(1)

    sure = notes.get_by_role("button", name="Borrar la nota para siempre")
    expect(sure).to_be_hidden()
    notes.get_by_text("Borrar…").click()
    sure.click()
    expect(notes).to_have_count(0)


def test_keys_lead_to_the_calls_beside_it_in_the_same_list(desk_page: Page, database: Database) -> None:
    older, newer = spoken_call(database, 1, minutes_ago=60), spoken_call(database, 2, minutes_ago=30)
    filters = urlencode({"intent": "book_appointment"})
    desk_page.goto(f"/calls?{filters}")
    desk_page.locator(".ag-row .grid-link").first.click()
    expect(desk_page).to_have_url(re.compile(rf"/analysis/[0-9a-f-]+\?{filters}$"))

    desk_page.goto(f"/analysis/{newer}?{filters}")
    expect(desk_page.locator(".call-steps a")).to_have_count(1)
    desk_page.keyboard.press("j")
    expect(desk_page).to_have_url(f"/analysis/{older}?{filters}")
    expect(desk_page.locator("a.icon-button[title='Llamada más reciente']")).to_be_visible()
    desk_page.wait_for_load_state("networkidle")  # it is drawn to its end
    desk_page.keyboard.press("k")
    expect(desk_page).to_have_url(f"/analysis/{newer}?{filters}")
    expect(desk_page.locator("a.icon-button[title='Llamada más reciente']")).to_have_count(0)
    desk_page.wait_for_load_state("networkidle")
    desk_page.keyboard.press("?")
    expect(desk_page.get_by_role("dialog")).to_be_visible()


def test_a_telephone_is_calm(phone_page: Page, database: Database) -> None:
    call = spoken_call(database)
    record(database, call)
    phone_page.goto(f"/analysis/{call}")
    expect(phone_page.locator(".player-quality")).to_have_text("Sonido: 92 de 100")

    phone_page.locator("#turn-2 .turn-text").tap()
    expect(phone_page.locator("#turn-2.is-heard")).to_be_attached()
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_callers_data_is_erased_while_others_look_on(
    desk_page: Page, database: Database, environment: dict[str, str]
) -> None:
    first, second = spoken_call(database, 1, minutes_ago=60), spoken_call(database, 2, minutes_ago=30)
    onlooker = desk_page.context.new_page()
    onlooker.goto(f"/analysis/{second}")
    expect(onlooker.locator(LIVE)).to_be_attached()
    desk_page.goto(f"/analysis/{first}")
    expect(desk_page.locator(LIVE)).to_be_attached()

    desk_page.get_by_role("tab", name="Notas y cliente").click()
    desk_page.get_by_role("button", name="Borrar los datos de quien llamó…").click()
    question = desk_page.get_by_role("dialog", name="Borrar para siempre")
    expect(question.locator("[data-kept=calls]")).to_have_text("2")
    question.get_by_label("Qué se borra").select_option("call")
    expect(question.locator("[data-kept=calls]")).to_have_text("1")
    question.get_by_label("Qué se borra").select_option("caller")
    question.get_by_role("button", name="Borrar", exact=True).click()

    expect(question).to_contain_text("Borrando: 0 de 2 llamadas. Puede cerrar esto")
    question.get_by_role("button", name="Cerrar").click()
    desk_page.reload()
    desk_page.get_by_role("tab", name="Notas y cliente").click()
    expect(desk_page.locator(".erasures-now progress")).to_be_visible()
    desk_page.get_by_role("button", name="Borrar los datos de quien llamó…").click()
    expect(question).to_contain_text("Borrando: 0 de 2 llamadas")
    runtime.configure(environment)
    with database.reading() as session:
        erasure_id = session.scalars(select(Erasure.id)).one()
    carry_out_erasure(str(erasure_id))  # as a worker does

    expect(question).to_contain_text("Llamadas borradas: 2.")
    expect(question).to_contain_text(f"Justificante {erasure_id}")
    expect(onlooker.get_by_text("No conocemos esta llamada")).to_be_visible()
    expect(onlooker.locator(".erasures-now")).to_contain_text(str(erasure_id))
    question.get_by_role("button", name="Cerrar").click()
    desk_page.wait_for_url("**/calls")
    desk_page.goto("/settings")
    expect(desk_page.locator(".card-box", has_text="Datos borrados")).to_contain_text("Llamadas: 2")
