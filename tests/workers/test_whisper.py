"""The sentence for the person to whom a call is forwarded: a table of calls, read so far."""

from datetime import UTC, datetime

import pytest

from db.actions.calls import NewCall, conversation_id_of, open_call, whisper_of
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from workers.analysis import Transcript, Turn, analyse
from workers.sectors import load_sector
from workers.whisper import prepare_whisper, whisper

SECTOR = load_sector("workshop")
CALL = "CA" + "1" * 32


def read(*said: str) -> str:
    """Agent and caller in turns, the agent first."""
    turns = [
        Turn(number, "user" if number % 2 == 0 else "agent", text, number * 4000)
        for number, text in enumerate(said, 1)
    ]
    transcript = Transcript(turns=tuple(turns), started_at=datetime(2026, 11, 25, 10, tzinfo=UTC))
    return whisper(analyse(transcript, SECTOR), SECTOR, "es")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param(
            (
                "AutoBox, dígame.",
                "Hola, soy Ana García, quería pedir cita para un cambio de aceite del Seat Ibiza, matrícula 1234 BBC.",
            ),
            "Llamada de Ana García: pedir cita, cambio de aceite, Seat Ibiza, matrícula 1 2 3 4 B B C.",
            id="everything",
        ),
        pytest.param(("AutoBox, dígame.", "Hola."), "Llamada de un cliente.", id="nothing"),
        pytest.param((), "Llamada de un cliente.", id="not a word"),
        pytest.param(
            ("AutoBox, dígame.", "Me he quedado tirado en la autopista y sale humo del motor."),
            "Urgente. Llamada de un cliente: ",
            id="urgent",
        ),
    ],
)
def test_what_is_known_is_said(said: tuple[str, ...], sentence: str) -> None:
    assert read(*said).startswith(sentence.rstrip())


def test_it_is_kept_with_the_call(database: Database) -> None:
    with database.transaction() as session:
        call = NewCall(
            call_sid=CALL,
            direction="inbound",
            phone_number="+34600111222",
            called_number=None,
            started_at=datetime.now(UTC),
        )
        conversation_id = open_call(session, call=call)
        turn = NewTurn(position=1, role="user", text="Quiero anular la cita que tengo mañana.")
        save_turn(session, conversation_id=conversation_id, turn=turn)
    sentence = prepare_whisper(database, conversation_id)

    with database.reading() as session:
        assert whisper_of(session, conversation_id_of(CALL)) == sentence
    assert sentence is not None
    assert "anular una cita" in sentence


def test_of_a_call_that_is_not_there_nothing_is_said(database: Database) -> None:
    assert prepare_whisper(database, conversation_id_of(CALL)) is None


def test_another_trade_is_told_in_its_own_words() -> None:
    table = load_sector("restaurant")
    turns = (
        Turn(1, "agent", "Restaurante, dígame.", 0),
        Turn(2, "user", "Quería reservar una mesa para seis mañana.", 4000),
    )
    said = whisper(analyse(Transcript(turns), table), table, "es")
    assert said == "Llamada de un comensal: reservar mesa, personas 6."


@pytest.mark.parametrize(
    ("language", "allergy"),
    [("es", "alergia frutos secos"), ("ca", "al·lèrgia fruita seca"), ("de", "Allergie Nüsse")],
)
def test_an_allergy_is_told_in_the_language_of_whoever_answers(language: str, allergy: str) -> None:
    """Its name in the template is English."""
    sector = load_sector("restaurant")
    turns = (
        Turn(1, "agent", "Restaurant, hello.", 0),
        Turn(2, "user", "Hello, a table for tonight please, I have a nut allergy", 4000),
    )
    assert allergy in whisper(analyse(Transcript(turns=turns), sector), sector, language)
