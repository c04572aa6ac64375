"""Telling the agent something: who has the field, that every refusal has its words, and where what was told is shown."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from dashboard_app.components.hint import REFUSALS, hint_field
from dashboard_app.pages import call, live
from db.actions.calls import forward_call
from db.actions.hints import HINTS, keep_hint, why_no_hint
from db.database import Database
from db.models import Conversation, RealTimeEvent
from db.queries.users import Member
from tests.dashboard_app.reading import parts, with_class, words

ID = "6f0d3a52-6c1b-5d0e-9f1c-a07b0c0ffee0"
WORDS = "La pieza ha llegado al mediodía."


def keep(
    database: Database, conversation_id: UUID, hint_id: str = "h1", text: str = WORDS, **more: Any
) -> None:
    hint = {"after": 1, "by": "", "at": datetime.now(UTC)} | more
    with database.transaction() as session:
        keep_hint(session, conversation_id=conversation_id, hint_id=hint_id, text=text, **hint)


@pytest.mark.parametrize(
    ("status", "mode", "may_act", "is_there"),
    [
        ("in_progress", "bridge", True, True),
        ("in_progress", "bridge", False, False),
        ("in_progress", "native", True, False),
        ("ringing", "bridge", True, False),
        ("forwarded", "bridge", True, False),
        ("completed", "bridge", True, False),
    ],
)
def test_who_has_the_field(reader: Member, status: str, mode: str, may_act: bool, is_there: bool) -> None:
    field = hint_field({"id": ID, "status": status, "mode": mode}, may_act=may_act)
    assert (field is not None) is is_there


def test_every_refusal_has_its_words(reader: Member) -> None:
    field = hint_field({"id": ID, "status": "in_progress"}, may_act=True)
    source = Path("bridge/routes/hints.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'problem\(\d+, "(\w+)"', source)) | {"not_live", "no_agent"}

    told = json.loads(getattr(field, "data-words"))
    assert codes <= set(REFUSALS) <= set(told)
    assert told["not_live"] == "La llamada ha terminado: no se le ha dicho nada al agente."


def places(page: Any) -> list[Any]:
    return [part for part in parts(page) if getattr(part, "data-hint", None)]


def test_the_pages_of_a_running_call_have_the_field(reader: Member, running_call: UUID) -> None:
    assert len(places(call.layout(str(running_call)))) == 1
    assert len(places(live.layout())) == 1
    assert places(live.layout(kiosk="1")) == []


def test_an_analyst_only_looks(analyst: Member, running_call: UUID) -> None:
    assert places([call.layout(str(running_call)), live.layout()]) == []


def test_a_finished_call_takes_no_hints(reader: Member, finished_call: UUID) -> None:
    assert places(call.layout(str(finished_call))) == []


def test_it_stands_among_the_turns_and_in_what_happened(
    database: Database, reader: Member, running_call: UUID
) -> None:
    keep(database, running_call, by=str(reader.id))
    page = call.layout(str(running_call))

    said = [words(row) for row in with_class(page, "turn")]
    (place,) = [number for number, row in enumerate(said) if WORDS in row]
    assert place == 1, "after the first turn"
    assert "Staff" in said[place]
    assert f"Dicho al agente: {WORDS}" in words(with_class(page, "timeline"))
    assert WORDS not in words(with_class(page, "raw-events"))
    (card,) = with_class(live.layout(), "board-said")
    assert f"Dicho al agente: {WORDS}" in re.sub(r"\s+", " ", words(card))


def test_a_colleague_who_has_left_has_no_name(database: Database, reader: Member, running_call: UUID) -> None:
    keep(database, running_call, by=str(uuid4()))
    assert "Alguien que ya no está" in words(with_class(call.layout(str(running_call)), "is-hint"))


def test_written_twice_it_is_one(database: Database, running_call: UUID) -> None:
    for hint_id, text in (("h1", WORDS), ("h1", WORDS), ("h2", "Otra cosa.")):
        keep(database, running_call, hint_id, text)

    with database.reading() as session:
        found = session.get(Conversation, running_call)
        assert found is not None
        assert {name: hint["text"] for name, hint in found.facts[HINTS].items()} == {
            "h1": WORDS, "h2": "Otra cosa.",
        }  # fmt: skip


def test_a_call_that_is_gone_keeps_none(database: Database, running_call: UUID) -> None:
    keep(database, uuid4())
    with database.reading() as session:
        assert session.query(RealTimeEvent).filter(RealTimeEvent.event_type == "call.annotated").count() == 0


def test_why_nobody_can_be_told(database: Database, running_call: UUID, finished_call: UUID) -> None:
    with database.transaction() as session:
        assert why_no_hint(session, uuid4()) == "not_found"
        assert why_no_hint(session, finished_call) == "not_live"
        assert why_no_hint(session, running_call) is None
        forward_call(
            session,
            conversation_id=running_call,
            forwarded_at=datetime.now(UTC),
            forwarded_to="+34600",
            reason="x",
        )
        assert why_no_hint(session, running_call) == "no_agent"
