"""The job after a recording is stored: measure it, save the results, align the turns with the recording's clock."""

import logging
from collections.abc import Sequence
from uuid import UUID

from db.actions.recordings import recording_of
from db.actions.sound import MeasuredSound, is_measured, save_measurement
from db.actions.turns import retime_turns
from db.database import Database
from db.queries.transcripts import StoredTurn, stored_turns
from db.sound.store import RecordingStore
from workers.sound.encoding import decode
from workers.sound.findings import figures_of, gaps_of, regions_of
from workers.sound.measuring import VERSION, Measures, measure
from workers.sound.mulaw import Samples
from workers.sound.peaks import peaks
from workers.sound.quality import quality_of
from workers.sound.transport import Transport
from workers.sound.turns import TurnTime, align, on_recording

log = logging.getLogger(__name__)


def measure_call(database: Database, store: RecordingStore, conversation_id: UUID) -> Measures | None:
    """Measures a stored recording and saves the result; None if there is none. Idempotent: turns are moved to the
    recording's clock only once.
    """
    with database.reading() as session:
        recording = recording_of(session, conversation_id)
        if recording is None or recording.status != "stored" or recording.key is None:
            return None
        key, transport = recording.key, Transport.from_json(recording.carried or Transport().to_json())
        turns, is_timed = (
            times_of(stored_turns(session, conversation_id)),
            is_measured(session, conversation_id),
        )
    stereo = decode(store.get(key))
    found = measure(stereo[:, 0].copy(), stereo[:, 1].copy(), transport)
    if not is_timed:
        turns = on_recording(turns, transport.streams)
    timed = align(turns, found.caller.spoken, found.agent.spoken)
    measured = to_measurement(found, timed, stereo)
    with database.transaction() as session:
        save_measurement(session, conversation_id=conversation_id, measured=measured)
        times = {turn.position: whole(turn) for turn in timed}
        moved = retime_turns(session, conversation_id=conversation_id, times=times)
    log.info(
        "sound measured conversation=%s quality=%d turns_moved=%d", conversation_id, measured.quality, moved
    )
    return found


def times_of(turns: Sequence[StoredTurn]) -> list[TurnTime]:
    return [
        TurnTime(turn.position, turn.role, turn.started_ms, turn.ended_ms)
        for turn in turns
        if turn.started_ms is not None
    ]


def whole(turn: TurnTime) -> tuple[int, int | None]:
    started = round(turn.started_ms)
    return started, None if turn.ended_ms is None else max(round(turn.ended_ms), started)


def to_measurement(found: Measures, turns: Sequence[TurnTime], stereo: Samples) -> MeasuredSound:
    score, reasons = quality_of(found)
    return MeasuredSound(
        version=VERSION,
        quality=score,
        reasons=[reason.to_json() for reason in reasons],
        regions=regions_of(found),
        gaps=gaps_of(found, turns),
        caller_peaks=peaks(stereo[:, 0]),
        agent_peaks=peaks(stereo[:, 1]),
        figures=figures_of(found),
    )
