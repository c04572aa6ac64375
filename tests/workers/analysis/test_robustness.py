import unicodedata

import pytest

from workers.analysis import Transcript, Turn, analyse
from workers.analysis.transcript import transcript_from_call
from workers.sectors import load_sector


def repeated(texts, count):
    return Transcript(
        tuple(
            Turn(at, "user" if at % 2 else "agent", texts[at % len(texts)], at * 1000) for at in range(count)
        )
    )


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        pytest.param(
            ("¿Me dice la matrícula?", "cuatro ocho uno siete jota uve ese"), 2000, id="two-thousand-turns"
        ),
        pytest.param(("", " "), 50, id="empty-turns"),
        pytest.param(
            ("🚗🔥 👩‍🔧", "مرحبا أريد موعدا", "שלום", "汽车坏了", "\x00\u202e"),
            20,
            id="emoji-and-other-scripts",
        ),
        pytest.param(("no " * 20_000, "cuánto " * 5_000), 4, id="long-monotony"),
        pytest.param(("jota uve ese " * 8_000, "seis cinco cinco " * 8_000), 2, id="endless-dictation"),
        pytest.param(("x" * 500_000, "1" * 500_000), 2, id="one-word-of-a-megabyte"),
    ],
)
def test_strange_calls_are_analysed(texts, count):
    found = analyse(repeated(texts, count), load_sector("workshop"))
    assert found.to_json()["version"]


def test_calls_with_missing_fields_are_read():
    transcript = transcript_from_call(
        {
            "transcript": [
                {"role": "tool"},
                "nonsense",
                {"role": "user", "message": None, "time_in_call_secs": "x"},
            ]
        }
    )
    assert [(turn.position, turn.role, turn.text, turn.started_ms) for turn in transcript.turns] == [
        (0, "agent", "", None),
        (1, "user", "", None),
    ]
    assert transcript.end_reason is None


def test_letters_and_their_accents_may_be_characters_of_their_own():
    said = unicodedata.normalize("NFD", "Soy Íñigo Gutiérrez, quiero cita pasado mañana por la tarde.")
    found = analyse(Transcript((Turn(0, "user", said, 0),)), load_sector("workshop"))
    day = found.entities["requested_time"].evidence[0]

    assert found.intent.value == "book_appointment"
    assert unicodedata.normalize("NFC", str(found.entities["caller_name"].value)) == "Íñigo Gutiérrez"
    assert said[day.start : day.end] == unicodedata.normalize("NFD", "pasado mañana por la tarde")
