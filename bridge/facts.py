"""What a call leaves behind: facts as plain data that can wait on disk as JSON.

Facts are keyed by the CallSid or by a position within the call, so writing one twice changes nothing.
"""

from dataclasses import dataclass
from typing import Any, get_args


@dataclass(frozen=True, slots=True)
class CallStarted:
    """None for a number that is not known yet."""

    direction: str
    phone_number: str | None
    called_number: str | None
    is_test: bool
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The media stream began: the caller is listening."""


@dataclass(frozen=True, slots=True)
class AgentIdentified:
    elevenlabs_conversation_id: str


@dataclass(frozen=True, slots=True)
class ExperimentJoined:
    """The agent of this side of an experiment answers. `is_known_number`: whether the caller can be recognized when they call again."""

    experiment_id: str
    side: str
    is_known_number: bool


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """A turn; recording the same position again replaces it."""

    position: int
    role: str  # "agent" or "user"
    text: str
    started_ms: int
    ended_ms: int | None = None
    is_interrupted: bool = False
    full_text: str | None = None  # the whole answer, if the agent was interrupted


@dataclass(frozen=True, slots=True)
class CallForwarded:
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallReturned:
    """The forwarded call was not answered: the agent continues it."""


@dataclass(frozen=True, slots=True)
class VoicemailLeft:
    """Reported twice, when the recorder ends and when the recording is ready; the carrier keeps the audio."""

    recording_sid: str
    url: str
    seconds: int


@dataclass(frozen=True, slots=True)
class CallEnded:
    """`reason` is one of `db.models.conversation.END_REASONS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class StreamStopped:
    """The carrier ended the media stream: the caller has hung up, for this reason, unless a user took the call over."""

    reason: str


@dataclass(frozen=True, slots=True)
class CarrierReported:
    """A status callback: `sequence` orders what may arrive in any order; `reason` is set when the call is over."""

    status: str
    sequence: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class AgentReported:
    """The provider's post-call report: cost, language and details. None for what it did not report."""

    elevenlabs_conversation_id: str
    language: str | None
    cost_usd: str | None  # a decimal number
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CarriedNatively:
    """The provider carries the call's audio and reports it afterwards. None if it gave the conversation no id."""

    elevenlabs_conversation_id: str | None


@dataclass(frozen=True, slots=True)
class ConversationReported:
    """The provider's report of a call that it carried: all turns, with the fields of `TurnTaken`, and the end reason."""

    turns: list[dict[str, Any]]
    end_reason: str


@dataclass(frozen=True, slots=True)
class ConversationMissing:
    """The provider does not know the call's conversation, or never settled it."""


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """A media stream of the call goes onto a tape."""


@dataclass(frozen=True, slots=True)
class RecordingCaptured:
    """The tape is complete."""


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """The tape ends early; the call did not."""

    reason: str


@dataclass(frozen=True, slots=True)
class HintTaken:
    """A colleague told the agent something, after the turn at position `after`; `by` is the user's id, or empty."""

    hint_id: str
    after: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class CallNoted:
    """Details without a column of their own; merged into the conversation's facts."""

    details: dict[str, Any]


Fact = (
    CallStarted
    | CallAnswered
    | AgentIdentified
    | ExperimentJoined
    | TurnTaken
    | CallForwarded
    | CallReturned
    | VoicemailLeft
    | CallEnded
    | StreamStopped
    | CarrierReported
    | AgentReported
    | CarriedNatively
    | ConversationReported
    | ConversationMissing
    | RecordingStarted
    | RecordingCaptured
    | RecordingFailed
    | HintTaken
    | CallNoted
)
KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in get_args(Fact)}


def to_data(fact: Fact) -> dict[str, Any]:
    """Read-only: shares the fact's values, because copying them as `asdict` does would take twice as long."""
    return {"kind": type(fact).__name__, **{name: getattr(fact, name) for name in fact.__slots__}}


def from_data(data: dict[str, Any]) -> Fact:
    """Raises KeyError or TypeError for data that no version of this program wrote."""
    fields = dict(data)
    return KINDS[fields.pop("kind")](**fields)
