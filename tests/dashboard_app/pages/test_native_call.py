"""A call that the voice provider carries by itself: the pages say so, and what they show and offer is true of it."""

from uuid import UUID

import pytest

from dashboard_app.components.native_mode import native_note
from dashboard_app.pages import call, live
from db.actions.calls import end_call
from db.actions.native import carry_natively, keep_transcript
from db.actions.turns import NewTurn
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.reading import with_class, words


@pytest.fixture
def native_call(database: Database) -> UUID:
    found = make_call(database, 1, is_over=False)
    with database.transaction() as session:
        carry_natively(session, conversation_id=found, answered_at=START, elevenlabs_conversation_id="conv_1")
    return found


STATES = {
    "on the line": ("in_progress", None, "sin transcripción en directo: lo que se diga"),
    "over, and nobody has told us": ("completed", None, "envía lo que se dijo"),
    "told": ("completed", "received", "son del proveedor"),
    "nobody will tell": ("completed", "missing", "no tiene palabras"),
}


@pytest.mark.parametrize(("status", "transcript", "expected"), STATES.values(), ids=STATES)
def test_where_its_words_are(reader: Member, status: str, transcript: str | None, expected: str) -> None:
    note = native_note({"mode": "native", "status": status, "facts": {"transcript": transcript}})

    assert note is not None
    assert expected in words(note)


def test_a_call_that_we_carry_needs_no_words_about_it(reader: Member) -> None:
    assert native_note({"mode": "bridge", "status": "completed", "facts": {}}) is None


def test_the_board_shows_it_without_words(reader: Member, native_call: UUID) -> None:
    [card] = with_class(live.layout(), "board-call")

    assert "Modo nativo" in words(card)
    assert "sin transcripción en directo" in words(card)
    assert "ha hablado" not in words(card)


def test_its_page_offers_what_works_and_says_what_does_not(reader: Member, native_call: UUID) -> None:
    page = call.layout(str(native_call))

    said = words(page)
    assert "Modo nativo" in said
    assert "lo que se diga aparecerá aquí" in said
    assert "su sonido no pasó por aquí" in said
    assert "Pasar a una persona" in said  # the carrier does it
    assert "No se grabaron palabras" not in said


def test_its_page_waits_for_its_words(database: Database, reader: Member, native_call: UUID) -> None:
    with database.transaction() as session:
        end_call(session, conversation_id=native_call, ended_at=START, end_reason="caller_hangup")

    said = words(call.layout(str(native_call)))
    assert "cuando llegue lo que se dijo" in said
    assert "no se dijo nada" not in said


def test_its_page_has_its_words_when_they_have_come(
    database: Database, reader: Member, native_call: UUID
) -> None:
    turn = NewTurn(position=1, role="user", text="Quiero pedir cita.", started_ms=3000)
    with database.transaction() as session:
        end_call(session, conversation_id=native_call, ended_at=START, end_reason="caller_hangup")
        keep_transcript(session, conversation_id=native_call, turns=[turn])

    said = words(call.layout(str(native_call)))
    assert "Quiero pedir cita." in said
    assert "son del proveedor de voz" in said
