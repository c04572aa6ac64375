"""A quality score from 0 to 100 and its reasons: each reason deducts points, up to its maximum. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from workers.sound.measuring import Measures
from workers.sound.turn_taking import real

LONG_ENOUGH_MS = 10_000  # in a shorter call, one side may have said nothing
DEAD_AIR_MS = 3000.0


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is one of RULES; `value` is the measured value in that rule's unit."""

    code: str
    points: int
    value: float

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "points": self.points, "value": round(self.value, 3)}


@dataclass(frozen=True, slots=True)
class Rule:
    """Deducts one point for each `per` by which the value exceeds `above`, up to `most`."""

    code: str
    above: float
    per: float
    most: int


RULES = (
    Rule("agent_not_heard", 0, 1, 60),
    Rule("caller_not_heard", 0, 1, 40),
    Rule("lost_audio", 0.005, 0.0025, 40),  # share of the caller's frames that were lost
    Rule("jitter", 60, 10, 15),  # ms
    Rule("noise", 0, 1, 30),  # dB by which the signal-to-noise ratio is below 20
    Rule("quiet", 0, 1, 20),  # dB by which the caller's level is below -34 dBFS
    Rule("clipping", 0.002, 0.002, 25),  # share of the caller's speech
    Rule("echo", 500, 250, 15),  # ms
    Rule("slow_answers", 1500, 150, 15),  # ms, median
    Rule("slowest_answer", 4000, 500, 10),  # ms
    Rule("late_greeting", 2500, 250, 15),  # ms
    Rule("agent_interrupts", 0, 0.25, 16),  # times
    Rule("dead_air", 3000, 300, 20),  # ms of long silences of the agent or the bridge
    Rule("recording_incomplete", 0, 50, 10),  # frames that a slow disk lost
)


def quality_of(measures: Measures) -> tuple[int, list[Reason]]:
    """The score from 0 to 100, and the reasons, the most severe first."""
    values = _values(measures)
    reasons = [reason for rule in RULES if (reason := _apply(rule, values.get(rule.code)))]
    reasons.sort(key=lambda reason: -reason.points)
    return max(100 - sum(reason.points for reason in reasons), 0), reasons


def _apply(rule: Rule, value: float | None) -> Reason | None:
    if value is None or value <= rule.above:
        return None
    is_flat = rule.code in {"agent_not_heard", "caller_not_heard"}
    points = rule.most if is_flat else min(round((value - rule.above) / rule.per), rule.most)
    return Reason(rule.code, points, value) if points else None


def _values(measures: Measures) -> dict[str, float | None]:
    caller, answers = measures.caller, [gap.gap_ms for gap in measures.gaps]
    is_long = measures.duration_ms >= LONG_ENOUGH_MS
    snr, level = caller.level.signal_to_noise_db, caller.level.speech_db
    ours = [s.span.length_ms for s in measures.silences if s.owner in {"agent", "bridge"}]
    return {
        "agent_not_heard": float(not measures.agent.spoken),
        "caller_not_heard": float(is_long and not caller.spoken),
        "lost_audio": measures.arrival.lost_share,
        "jitter": measures.arrival.jitter_ms,
        "noise": None if snr is None else 20 - snr,
        "quiet": None if level is None else -34 - level,
        "clipping": _share(sum(span.length_ms for span in caller.level.clipped), caller.speech_ms),
        "echo": measures.echo_ms,
        "slow_answers": _median(answers),
        "slowest_answer": max(answers, default=None),
        "late_greeting": measures.first_audio_ms,
        "agent_interrupts": float(len(real(measures.interruptions, "agent"))),
        "dead_air": sum(length for length in _long(ours)),
        "recording_incomplete": float(measures.lost_entries),
    }


def _long(lengths: Iterable[float]) -> Iterable[float]:
    return (length for length in lengths if length >= DEAD_AIR_MS)


def _share(part_ms: float, whole_ms: float) -> float:
    return part_ms / whole_ms if whole_ms else 0.0


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None
