"""What is known of a call while it runs."""

from uuid import UUID

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Conversation, RealTimeEvent, Turn
from db.queries.frames import records
from db.queries.live import live_board
from tests.workers.conftest import SAID, MakeCall, Said
from workers.running_calls import read_running_calls, read_so_far


def so_far(database: Database, call: UUID) -> dict[str, object]:
    with database.reading() as session:
        found = session.scalars(select(Conversation.facts).where(Conversation.id == call)).one()
    return dict(found["so_far"])


def test_a_running_call_is_read_once_for_each_thing_said(database: Database, make_call: MakeCall) -> None:
    call = make_call(SAID[:2], ended=False)

    assert (read_running_calls(database), read_running_calls(database)) == (1, 0)
    known = so_far(database, call)
    assert (known["intent"], known["language"], known["risk"]) == ("book_appointment", "es", "low")

    with database.reading() as session:
        types = list(
            session.scalars(select(RealTimeEvent.event_type).where(RealTimeEvent.conversation_id == call))
        )
    assert types.count("analysis.progress") == 1


@pytest.mark.parametrize(
    ("said", "risk", "reason"),
    [
        pytest.param(
            [("user", "páseme con una persona, por favor")], "raised", "wants_person", id="asks for a person"
        ),
        pytest.param(
            [("user", "he tenido un accidente y sale humo del motor")], "high", "urgent", id="danger"
        ),
        pytest.param([("agent", "AutoBox, buenos días.")], "low", None, id="nothing yet"),
    ],
)
def test_signs_of_trouble_are_named(
    database: Database, make_call: MakeCall, said: Said, risk: str, reason: str | None
) -> None:
    call = make_call(said, ended=False)
    read_running_calls(database)

    known = so_far(database, call)
    assert known["risk"] == risk
    assert known["reasons"] == ([reason] if reason else []) or reason in known["reasons"]  # type: ignore[operator]


def test_a_call_that_is_over_is_left_alone(database: Database, make_call: MakeCall) -> None:
    call = make_call()

    assert not read_so_far(database, call)
    assert read_running_calls(database) == 0


def test_the_board_has_the_last_words_in_order(database: Database, make_call: MakeCall) -> None:
    make_call(SAID, ended=False)
    make_call(SAID, number=2)
    with database.reading() as session:
        owner = session.scalars(select(Conversation.organization_id)).first()
        assert owner is not None
        [shown] = records(live_board(session, organization_id=owner))

    assert [turn["position"] for turn in shown["said"]] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("turns", "heard"),
    [
        pytest.param([], {"middle_ms": None, "longest_ms": None, "cut_off": 0}, id="nobody has spoken"),
        pytest.param(
            [("user", 0, 1000, False), ("agent", 1800, 3000, True), ("user", 3000, 4000, False), ("agent", 6500, 7000, False)],
            {"middle_ms": 800, "longest_ms": 2500, "cut_off": 1},
            id="two answers, one cut off",
        ),
        pytest.param(
            [("user", 0, 1000, False), ("agent", 900, 2000, False), ("agent", 9000, 9500, False)],
            {"middle_ms": None, "longest_ms": None, "cut_off": 0},
            id="no wait: at once, and after its own words",
        ),
    ],
)  # fmt: skip
def test_the_board_knows_how_a_call_sounds(
    database: Database,
    make_call: MakeCall,
    turns: list[tuple[str, int, int, bool]],
    heard: dict[str, float | None],
) -> None:
    call = make_call([], ended=False)
    with database.transaction() as session:
        for position, (role, began, ended, is_cut) in enumerate(turns, start=1):
            session.add(
                Turn(conversation_id=call, position=position, role=role, text="…", started_ms=began, ended_ms=ended, is_interrupted=is_cut)
            )  # fmt: skip
        owner = session.scalars(select(Conversation.organization_id)).one()
        [shown] = records(live_board(session, organization_id=owner))

    assert shown["heard"] == heard
