"""Parses ElevenLabs' report of a call that it carried alone (native mode): the caller, the turns, how it ended.
Pure.

The variables we set when registering the call come back in the report and prove that no stream of ours kept its turns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bridge.facts import CallStarted, CarriedNatively, ConversationReported, TurnTaken

MODE_VARIABLE, TEST_VARIABLE = "carried_by", "is_test"
NATIVE = "provider"
MAX_CALL_SECONDS = 86_400
# The provider's reasons are free text and change. The first match counts.
ENDINGS = (
    ("max_duration", ("maximum duration", "max duration", "maximum conversation", "max conversation")),
    ("silence", ("silence", "inactivity", "no user input", "turn timeout")),
    ("transferred", ("transfer",)),
    ("agent_hangup", ("end call", "agent ended", "voicemail detection")),
    ("caller_hangup", ("remote party", "client disconnected", "caller", "user ended", "hung up", "hangup")),
)


@dataclass(frozen=True, slots=True)
class Carried:
    """When the provider had the call, by the provider's clock."""

    started_at: datetime
    ended_at: datetime
    started: CallStarted
    carried: CarriedNatively
    reported: ConversationReported


def is_carried_natively(variables: Mapping[str, Any]) -> bool:
    return variables.get(MODE_VARIABLE) == NATIVE


def read_native_call(data: Mapping[str, Any], variables: Mapping[str, Any], *, is_simulated: bool) -> Carried:
    """For a finished conversation. Raises KeyError, TypeError or ValueError for malformed data."""
    metadata = _object(data.get("metadata"))
    started_at, ended_at = _times(metadata)
    return Carried(
        started_at=started_at,
        ended_at=ended_at,
        started=_started(variables, is_simulated=is_simulated),
        carried=CarriedNatively(str(data["conversation_id"])[:128]),
        reported=ConversationReported(turns(data.get("transcript")), end_reason(data)),
    )


def end_reason(data: Mapping[str, Any]) -> str:
    """One of our closed list. A conversation that failed without a known reason is the agent's failure."""
    metadata = _object(data.get("metadata"))
    explanation = str(metadata.get("termination_reason") or "").lower().replace("_", " ")
    for reason, signs in ENDINGS:
        if any(sign in explanation for sign in signs):
            return reason
    has_failed = data.get("status") == "failed" or bool(metadata.get("error"))
    return "agent_failed" if has_failed else "caller_hangup"


def turns(transcript: object) -> list[dict[str, Any]]:
    """In the form of `TurnTaken`, numbered from one. Times are whole seconds: a turn ends when the next begins, at the latest."""
    entries = transcript if isinstance(transcript, list) else []
    spoken = [entry for entry in entries if isinstance(entry, dict) and _is_spoken(entry)]
    times = [_milliseconds(entry) for entry in spoken]
    return [_turn(position, entry, max(times[:position])) for position, entry in enumerate(spoken, start=1)]


def _is_spoken(entry: Mapping[str, Any]) -> bool:
    """Tools have entries of their own, without words; what the agent was only told is nobody's turn."""
    return (
        not entry.get("contextual_update_info")
        and entry.get("role") in {"agent", "user"}
        and bool(str(entry.get("message") or "").strip())
    )


def _turn(position: int, entry: Mapping[str, Any], started_ms: int) -> dict[str, Any]:
    original = entry.get("original_message")
    turn = TurnTaken(
        position=position,
        role=str(entry["role"]),
        text=str(entry["message"]).strip(),
        started_ms=started_ms,
        is_interrupted=bool(entry.get("interrupted")),
        full_text=str(original) if original and entry.get("interrupted") else None,
    )
    return {name: getattr(turn, name) for name in TurnTaken.__slots__}


def _milliseconds(entry: Mapping[str, Any]) -> int:
    value = entry.get("time_in_call_secs")
    is_time = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < MAX_CALL_SECONDS
    return round(value * 1000) if is_time and isinstance(value, int | float) else 0


def _times(metadata: Mapping[str, Any]) -> tuple[datetime, datetime]:
    start, seconds = int(metadata["start_time_unix_secs"]), int(metadata.get("call_duration_secs") or 0)
    seconds = min(max(seconds, 0), MAX_CALL_SECONDS)
    return datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(start + seconds, UTC)


def _started(variables: Mapping[str, Any], *, is_simulated: bool) -> CallStarted:
    """Needed if this report is the first that the database hears of the call."""
    is_outbound = variables.get("call_direction") == "outbound"
    ours, theirs = _text(variables, "called_number"), _text(variables, "caller_number")
    if is_outbound:
        ours, theirs = theirs, ours
    return CallStarted(
        direction="outbound" if is_outbound else "inbound",
        phone_number=theirs,
        called_number=ours,
        is_test=is_simulated or variables.get(TEST_VARIABLE) is True,
        is_simulated=is_simulated,
    )


def _text(variables: Mapping[str, Any], name: str) -> str | None:
    value = variables.get(name)
    return value[:64] if isinstance(value, str) and value else None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
