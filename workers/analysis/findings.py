"""What the analyser reports about a call: values with confidence and evidence, ready for JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Literal

ANALYSIS_VERSION = "programmatic-1"

EntityState = Literal["captured", "read_back", "confirmed", "corrected"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Characters ``start`` to ``end`` of the turn at that position."""

    turn: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A value of the sector's vocabulary, with a confidence between 0 and 1."""

    value: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgencyFinding:
    value: str
    confidence: float
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AbandonmentFinding:
    """``reason`` is how the call broke off: silent, gave_up, line_lost, hung_up. ``stage`` and ``reason`` are None if nobody gave up."""

    value: bool
    stage: str | None
    reason: str | None
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EntityFinding:
    """``raw`` is what was said, ``value`` what it means."""

    value: str | int
    raw: str
    state: EntityState
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something the agent said would happen: booking, change, cancellation, callback, transfer, price, date, delivery, later, message, reserved_item."""

    kind: str
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A legally required notice: ``ai`` or ``recording``; ``heard_ms`` is None if it was never given."""

    kind: str
    heard: bool
    heard_ms: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TurnLanguage:
    turn: int
    language: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LanguageReading:
    """``mismatch`` lists the agent's turns in another language than the caller's latest words."""

    value: str
    confidence: float
    turns: tuple[TurnLanguage, ...]
    mismatch: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """Speaking time of each side; estimated from the words if turns have no end time."""

    agent_ms: int
    user_ms: int
    ratio: float | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence before a turn starts; ``owner`` is the side that caused it."""

    turn: int
    duration_ms: int
    owner: str
    estimated: bool


@dataclass(frozen=True, slots=True)
class Repetition:
    """A question or statement repeated by the agent; ``loop`` from the third time on."""

    topic: str
    turns: tuple[int, ...]
    loop: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A read-back that the caller rejected, or two values of one entity stated by the agent."""

    entity: str
    turns: tuple[int, ...]
    values: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class FunnelStep:
    step: str
    reached: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SentimentFinding:
    """From words alone; ``score`` is the sentiment at the end of the call, between -1 and 1."""

    value: str
    score: float
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LineFinding:
    """Who is on the other end: ``person``, ``machine`` (voicemail, hold music, menu) or ``silence``."""

    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ProgrammaticAnalysis:
    language: LanguageReading
    intent: Finding
    secondary_intents: tuple[Finding, ...]
    services: tuple[Finding, ...]
    urgency: UrgencyFinding
    outcome: Finding
    abandonment: AbandonmentFinding
    sentiment: SentimentFinding
    entities: Mapping[str, EntityFinding]
    promises: tuple[Promise, ...]
    notices: tuple[Notice, ...]
    talk: Talk
    pauses: tuple[Pause, ...]
    repetitions: tuple[Repetition, ...]
    contradictions: tuple[Contradiction, ...]
    funnel: tuple[FunnelStep, ...]
    line: LineFinding
    sector: str
    version: str = field(default=ANALYSIS_VERSION)

    def to_json(self) -> dict[str, Any]:
        """Return plain dicts and lists; ``abandoned`` and ``abandonment_stage`` are repeated at the top level for filters."""
        data = {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}
        data["language"] = self.language.value
        data["language_confidence"] = self.language.confidence
        data["turn_languages"] = _plain(self.language.turns)
        data["language_mismatch"] = list(self.language.mismatch)
        data["abandoned"] = self.abandonment.value
        data["abandonment_stage"] = self.abandonment.stage
        return data


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
