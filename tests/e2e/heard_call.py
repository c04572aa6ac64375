"""A call whose recording can be heard: tones where its turns are, measured as far as a page draws it."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from db.actions import recordings
from db.actions.analyses import complete_ai, queue_ai, save_programmatic
from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.recordings import StoredSound
from db.actions.sound import MeasuredSound, save_measurement
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.models.sound import FIGURES
from db.sound.store import RecordingStore
from workers.sound.encoding import encode
from workers.sound.peaks import peaks

RATE = 8000
NUMBER = "+34612480917"
TURNS = (
    ("agent", "AutoBox, buenos días. Soy un asistente virtual.", 0, 2600),
    ("user", "Hola, quería pedir cita para los frenos.", 3200, 5800),
    ("agent", "Claro. ¿Le va bien el martes a las nueve?", 7100, 9600),
    ("user", "Sí, perfecto.", 10100, 11200),
    ("agent", "Queda reservado el martes a las nueve.", 12300, 15000),
)
PROMISE = {"kind": "booking", "text": "Queda reservado", "evidence": [{"turn": 5, "start": 0, "end": 15}]}
RULES: dict[str, Any] = {
    "intent": {"value": "book_appointment", "evidence": [{"turn": 2, "start": 6, "end": 23}]},
    "outcome": {"value": "appointment_booked", "evidence": [{"turn": 5, "start": 0, "end": 15}]},
    "urgency": {"value": "high", "evidence": []},
    "promises": [PROMISE],
    "notices": [{"kind": "ai", "heard": True, "evidence": [{"turn": 1, "start": 22, "end": 46}]}],
    "funnel": [
        {"step": "wish_stated", "reached": True, "evidence": [{"turn": 2, "start": 6, "end": 23}]},
        {"step": "booked", "reached": True, "evidence": [{"turn": 5, "start": 0, "end": 15}]},
    ],
}
AI: dict[str, Any] = {
    "sentences": [{"text": "Pide cita para los frenos.", "citations": [{"turn": 2, "quote": "pedir cita"}]}],
    "criteria": [
        {"criterion": "courtesy", "verdict": "success", "rationale": "Saluda.", "citations": [{"turn": 1}]},
        {
            "criterion": "data_complete",
            "verdict": "failure",
            "rationale": "No pide matrícula.",
            "citations": [],
        },
    ],
    "coaching": [{"text": "Pedir la matrícula.", "citations": [{"turn": 3}]}],
}


def spoken_call(database: Database, number: int = 1, *, minutes_ago: int = 30) -> UUID:
    """Over, read by rules and by a model; without a recording."""
    started = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    call = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=NUMBER,
        called_number="+34971550100",
        started_at=started,
    )
    with database.transaction() as session:
        call_id = open_call(session, call=call)
        answer_call(session, conversation_id=call_id, answered_at=started)
        for position, (role, text, start, stop) in enumerate(TURNS, 1):
            turn = NewTurn(position=position, role=role, text=text, started_ms=start, ended_ms=stop)
            save_turn(session, conversation_id=call_id, turn=turn)
        ended = started + timedelta(seconds=16)
        end_call(session, conversation_id=call_id, ended_at=ended, end_reason="agent_hangup")
        save_programmatic(session, conversation_id=call_id, version="test-1", results=RULES)
        analysis = queue_ai(session, conversation_id=call_id, version="workshop-1", model="simulated")
        complete_ai(session, analysis_id=analysis, results=AI)
    return call_id


def record(database: Database, call_id: UUID) -> None:
    """Into the store that pages of the tests read."""
    stereo = np.stack([lane("user"), lane("agent")], axis=1)
    data, key = encode(stereo), f"test/{call_id}.flac"
    RecordingStore.at("memory://recordings").put(key, data)
    sound = StoredSound(
        key=key,
        content_type="audio/flac",
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        duration_ms=16000,
        carried={},
    )
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call_id, started_at=datetime.now(UTC))
        recordings.store_recording(session, conversation_id=call_id, sound=sound)
        save_measurement(session, conversation_id=call_id, measured=measured())


def measured() -> MeasuredSound:
    regions = [
        {"kind": "silence", "owner": "agent", "start_ms": 5800, "stop_ms": 7100},
        {
            "kind": "interruption",
            "side": "caller",
            "start_ms": 9400,
            "stop_ms": 9600,
            "stopped_after_ms": 200,
        },
    ]
    gap = {"caller_stopped_ms": 5800, "agent_started_ms": 7100, "gap_ms": 1300, "position": 3}
    return MeasuredSound(
        version="test",
        quality=92,
        reasons=[],
        regions=regions,
        gaps=[gap],
        caller_peaks=peaks(lane("user")),
        agent_peaks=peaks(lane("agent")),
        figures=dict.fromkeys(FIGURES, 0) | {"duration_ms": 16000},
    )


def lane(role: str) -> Any:
    """A tone that swells as syllables do, wherever that side speaks."""
    time = np.arange(16 * RATE) / RATE
    sound = np.sin(2 * np.pi * (180 if role == "user" else 240) * time) * np.abs(
        np.sin(2 * np.pi * 2.3 * time)
    )
    heard = np.zeros_like(sound)
    for side, _text, start, stop in TURNS:
        if side == role:
            heard[start * RATE // 1000 : stop * RATE // 1000] = 0.5
    return (sound * heard * 20000).astype(np.int16)
