"""Who is on the line, and the screen on the wall."""

from uuid import UUID

import pytest
from plotly.io.json import to_json_plotly

from dashboard_app.components.live_board import quality
from dashboard_app.pages import live
from db.actions.calls import note_so_far
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.reading import links, with_class, words


def test_an_idle_line_says_so_and_leads_on(reader: Member) -> None:
    page = live.layout()

    assert "No hay nadie en línea" in words(page)
    assert "/test-calls" in links(page)


def test_a_running_call_shows_its_words_and_what_is_understood(
    database: Database, reader: Member, running_call: UUID
) -> None:
    so_far = {
        "turns": 2,
        "language": "es",
        "intent": "book_appointment",
        "urgency": "normal",
        "risk": "raised",
    }
    with database.transaction() as session:
        note_so_far(session, conversation_id=running_call, so_far={**so_far, "reasons": ["loop"]})

    [card] = with_class(live.show_again(1, is_kiosk=False), "board-call")

    said = words(card)
    assert "Quería pedir cita para los frenos." in said
    assert "Pedir cita" in said
    assert "Conviene vigilarla" in said
    assert "repite la misma pregunta" in said
    assert links(card) == [f"/analysis/{running_call}"]
    assert "Pasar a una persona" in said


def test_the_board_that_many_share_names_no_reader(reader: Member, running_call: UUID) -> None:
    board = to_json_plotly(live.show_again(1, is_kiosk=False))

    assert str(running_call) in board
    assert str(reader.id) not in board


def test_who_only_looks_takes_no_call_over(analyst: Member, running_call: UUID) -> None:
    assert "Pasar a una persona" not in words(live.show_again(1, is_kiosk=False))


def test_a_call_that_nobody_has_read_yet_is_shown_all_the_same(reader: Member, running_call: UUID) -> None:
    [card] = with_class(live.layout(), "board-call")

    assert "is-low" in card.className
    assert "Castellano" in words(card) or "Quería" in words(card)


def test_the_wall_has_the_day_and_no_way_to_get_lost(reader: Member, finished_call: UUID) -> None:
    page = live.layout(kiosk="1")

    assert page.className == "kiosk"
    assert [words(value) for value in with_class(page, "tile-value")][:2] == ["1", "100 %"]
    assert "/live" in links(page)


@pytest.mark.parametrize(
    ("heard", "said", "is_slow"),
    [
        pytest.param({"middle_ms": None, "longest_ms": None, "cut_off": 0}, "", False, id="nothing to tell"),
        pytest.param(
            {"middle_ms": 900, "longest_ms": 2100, "cut_off": 1},
            "responde en 0,9 s, como mucho 2,1 s una interrupción",
            False,
            id="well",
        ),
        pytest.param(
            {"middle_ms": 1600, "longest_ms": 2100, "cut_off": 3},
            "responde en 1,6 s, como mucho 2,1 s 3 interrupciones",
            True,
            id="slowly",
        ),
        pytest.param(
            {"middle_ms": 900, "longest_ms": 4100, "cut_off": 0},
            "responde en 0,9 s, como mucho 4,1 s",
            True,
            id="slowly once",
        ),
        pytest.param(
            {"middle_ms": 0, "longest_ms": 40, "cut_off": 0},
            "responde en 0,1 s, como mucho 0,1 s",
            False,
            id="at once",
        ),
        pytest.param({}, "", False, id="of a page before this version"),
    ],
)
def test_how_a_call_sounds(reader: Member, heard: dict[str, object], said: str, is_slow: bool) -> None:
    shown = quality(heard)

    assert " ".join(words(shown).split()) == said
    assert bool(with_class(shown, "is-slow")) == is_slow
