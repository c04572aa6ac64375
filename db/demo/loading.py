"""Loads demo calls by COPY and a few statements per batch. They publish no events: nobody is waiting for old calls."""

import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.demo.generator import DemoCall
from db.demo.rendering import VERSION, Rendered, Turn, escape
from db.demo.statements import FACTS, NUMBER_OF_DEMO, REPEATS, ROWS, STAGE, STAGE_FACTS, STAGED, WORDS

BATCH = 20_000
NULL = "\\N"
IS_SUPERUSER = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")


def load(
    session: Session,
    calls: Iterable[DemoCall],
    *,
    organization_id: UUID,
    on_progress: Callable[[int], None],
    number: str = NUMBER_OF_DEMO,
) -> int:
    """Returns the number of calls; `on_progress` receives the count after each batch. `number` is the called number."""
    trust_keys(session)
    cursor: Any = session.connection().connection.cursor()
    owner = {"organization": str(organization_id), "number": number}
    cursor.execute(STAGE)
    known, count = Renderings(), 0
    for batch in batches(calls):
        stage(cursor, batch, known)
        for statement in ROWS:
            cursor.execute(statement, owner)
        count += len(batch)
        on_progress(count)
    for statement in (STAGE_FACTS, FACTS, "ANALYZE call_facts", REPEATS):
        cursor.execute(statement, owner)
    return count


def trust_keys(session: Session) -> None:
    """Disables foreign-key checks if we are superuser: millions of turns refer to calls of this same transaction."""
    if session.scalar(IS_SUPERUSER):
        session.execute(text("SET LOCAL session_replication_role = replica"))


class Renderings:
    """Each rendered dialogue once; calls refer to it by number."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, Rendered]] = {}

    def key(self, spoken: Rendered) -> tuple[int, bool]:
        """The dialogue's number, and whether it is new."""
        found = self._known.get(id(spoken))
        if found is None:
            self._known[id(spoken)] = found = (len(self._known), spoken)
            return found[0], True
        return found[0], False


def stage(cursor: Any, batch: list[DemoCall], known: Renderings) -> None:
    calls, spoken, turns = [], [], []
    for call in batch:
        key = None
        if call.spoken is not None:
            key, is_new = known.key(call.spoken)
            if is_new:
                spoken.append(spoken_line(key, call.language, call.spoken))
                turns += [turn_line(key, place, turn) for place, turn in enumerate(call.spoken.turns, 1)]
        calls.append(call_line(call, key))
    cursor.execute("TRUNCATE demo_calls")
    for table, lines in (("demo_spoken", spoken), ("demo_turns", turns), ("demo_calls", calls)):
        cursor.copy_expert(f"COPY {table} ({STAGED[table]}) FROM STDIN", io.StringIO("".join(lines)))
    if spoken:
        cursor.execute(WORDS)
    cursor.execute("ANALYZE demo_calls, demo_spoken, demo_turns")


def batches(calls: Iterable[DemoCall]) -> Iterator[list[DemoCall]]:
    source = iter(calls)
    while batch := list(islice(source, BATCH)):
        yield batch


def call_line(call: DemoCall, key: int | None) -> str:
    return row(
        call.id,
        call.started_at,
        call.phone_number,
        call.language,
        call.kind,
        call.is_test,
        key,
        call.has_ai,
        call.agent_version,
    )


def spoken_line(key: int, language: str, spoken: Rendered) -> str:
    return row(key, language, spoken.outcome, spoken.duration_seconds, VERSION, spoken.reading, spoken.ai)


def turn_line(key: int, position: int, turn: Turn) -> str:
    return row(
        key, position, turn.role, escape(turn.text), turn.started_ms, turn.ended_ms, turn.is_interrupted
    )


def row(*values: object) -> str:
    return "\t".join(NULL if value is None else str(value) for value in values) + "\n"
