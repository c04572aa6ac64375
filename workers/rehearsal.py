"""Does once, before the first fork, what jobs at the end of a call do: their statements are then compiled, for each job is a fork and forgets.

The call is made up, and taken back before anybody could see it.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.turns import NewTurn, save_turns
from db.errors import DATABASE_ERROR
from db.rehearsal import Rehearsal, rehearsal
from workers import runtime
from workers.estimated_costs import estimate_call
from workers.programmatic import read_by_rules
from workers.sectors import SectorError
from workers.whisper import prepare_whisper

log = logging.getLogger(__name__)
UNANSWERED = (
    ("agent", "Buenos días, ¿en qué puedo ayudarle?"),
    ("user", "Quiero pedir cita para el jueves."),
)
DIALOGUES = ((), UNANSWERED)  # only the second opens a follow-up, and so tells of two events together
LENGTH = timedelta(seconds=20)


def rehearse_jobs() -> None:
    """Jobs work without it, only slower: so does a worker that begins before the database can be reached."""
    try:
        with runtime.database() as database, rehearsal(database) as rehearsed:
            for said in DIALOGUES:
                rehearse(rehearsed, made_up_call(rehearsed, said))
    except (DATABASE_ERROR, SectorError) as error:
        log.warning("jobs not rehearsed, each compiles its statements error=%s", str(error).splitlines()[0])


def rehearse(rehearsed: Rehearsal, conversation_id: UUID) -> None:
    log.info("jobs are rehearsed with a call that is taken back conversation=%s", conversation_id)
    prepare_whisper(rehearsed, conversation_id)
    read_by_rules(rehearsed, conversation_id)
    estimate_call(rehearsed, runtime.settings(), conversation_id)


def made_up_call(rehearsed: Rehearsal, said: Sequence[tuple[str, str]]) -> UUID:
    now = datetime.now(UTC)
    call = NewCall(
        call_sid=f"CA{uuid4().hex}",
        direction="inbound",
        phone_number=None,
        called_number=None,
        started_at=now - LENGTH,
    )
    with rehearsed.prepared() as session:
        conversation_id = open_call(session, call=call)
        answer_call(session, conversation_id=conversation_id, answered_at=call.started_at)
        turns = [NewTurn(position=at, role=role, text=text) for at, (role, text) in enumerate(said, start=1)]
        save_turns(session, [(conversation_id, turn) for turn in turns])
        end_call(session, conversation_id=conversation_id, ended_at=now, end_reason="caller_hangup")
    return conversation_id
