"""What a call leaves behind, in the form that the recorder keeps: plain data that survives as JSON on disk.

Everything is keyed by the CallSid or by a position within the call, so that writing it twice changes nothing.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CallStarted:
    direction: str
    phone_number: str
    called_number: str
    is_test: bool
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The media stream began: the caller is listening."""


@dataclass(frozen=True, slots=True)
class AgentIdentified:
    elevenlabs_conversation_id: str


@dataclass(frozen=True, slots=True)
class TurnAdded:
    position: int
    role: str  # "agent" or "user"
    text: str
    started_ms: int
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class TurnAmended:
    """None leaves the stored value as it is."""

    position: int
    is_interrupted: bool
    text: str | None = None
    full_text: str | None = None
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class CallForwarded:
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    """`reason` is one of `db.models.conversation.END_REASONS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class CarrierReported:
    """A status callback: `sequence` orders what may arrive in any order."""

    status: str
    sequence: int
    duration_seconds: int | None


@dataclass(frozen=True, slots=True)
class CallNoted:
    """Details without a column of their own; merged into the conversation's facts."""

    details: dict[str, Any]


Fact = (
    CallStarted
    | CallAnswered
    | AgentIdentified
    | TurnAdded
    | TurnAmended
    | CallForwarded
    | CallEnded
    | CarrierReported
    | CallNoted
)
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        CallStarted,
        CallAnswered,
        AgentIdentified,
        TurnAdded,
        TurnAmended,
        CallForwarded,
        CallEnded,
        CarrierReported,
        CallNoted,
    )
}


def to_data(fact: Fact) -> dict[str, Any]:
    return {"kind": type(fact).__name__, **asdict(fact)}


def from_data(data: dict[str, Any]) -> Fact:
    """Raises KeyError or TypeError for data that no version of this program wrote."""
    fields = dict(data)
    fact: Fact = KINDS[fields.pop("kind")](**fields)
    return fact
