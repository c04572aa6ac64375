"""Converts measurements to their stored form: figures by column, and regions and gaps as JSON for the page. Pure."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import numpy as np

from workers.sound.measuring import Measures
from workers.sound.spans import Span
from workers.sound.turn_taking import real
from workers.sound.turns import TurnTime

NEAR_MS = 30.0
OWNERS = ("agent", "caller", "hold", "bridge")


def figures_of(found: Measures) -> dict[str, Any]:
    answers = [gap.gap_ms for gap in found.gaps]
    level = found.caller.level
    return {
        "duration_ms": round(found.duration_ms),
        "first_audio_ms": _whole(found.first_audio_ms),
        "answers": len(answers),
        "heard_gap_p50_ms": round(median(answers)) if answers else None,
        "heard_gap_p95_ms": round(float(np.percentile(answers, 95))) if answers else None,
        "heard_gap_max_ms": round(max(answers)) if answers else None,
        "agent_speech_ms": round(found.agent.speech_ms),
        "caller_speech_ms": round(found.caller.speech_ms),
        "overlap_ms": round(found.overlap_ms),
        **{f"silence_{owner}_ms": round(found.silence_ms(owner)) for owner in OWNERS},
        "longest_silence_ms": round(max((s.span.length_ms for s in found.silences), default=0)),
        "caller_interruptions": len(real(found.interruptions, "caller")),
        "agent_interruptions": len(real(found.interruptions, "agent")),
        "lost_frames": found.arrival.lost,
        "lost_share": round(found.arrival.lost_share, 5),
        "jitter_ms": round(found.arrival.jitter_ms, 1),
        "caller_level_db": _tenth(level.speech_db),
        "caller_noise_db": _tenth(level.noise_db),
        "agent_level_db": _tenth(found.agent.level.speech_db),
        "clipped_ms": round(sum(span.length_ms for span in level.clipped)),
        "echo_ms": round(found.echo_ms),
    }


def regions_of(found: Measures) -> list[dict[str, Any]]:
    """Spans in order of their start. `side`: whose channel; `owner`: whose silence."""
    regions = [
        *_each("speech", found.caller.spoken, side="caller"),
        *_each("speech", found.agent.spoken, side="agent"),
        *_each("clipped", found.caller.level.clipped, side="caller"),
        *_each("clipped", found.agent.level.clipped, side="agent"),
        *_each("lost", found.lost, side="caller"),
    ]
    for silence in found.silences:
        regions += _each("silence", [silence.span], owner=silence.owner)
    for one in found.interruptions:
        kind = "backchannel" if one.is_backchannel else "interruption"
        span = Span(one.start_ms, one.start_ms + one.overlap_ms)
        regions += _each(kind, [span], side=one.side, stopped_after_ms=round(one.stopped_after_ms))
    return sorted(regions, key=lambda region: (region["start_ms"], region["kind"]))


def gaps_of(found: Measures, turns: Sequence[TurnTime]) -> list[dict[str, Any]]:
    """The response gaps, each with the position of the agent's turn if one starts there."""
    starts = {round(turn.started_ms): turn.position for turn in turns if turn.role == "agent"}
    return [
        {
            "caller_stopped_ms": round(gap.caller_stopped_ms),
            "agent_started_ms": round(gap.agent_started_ms),
            "gap_ms": round(gap.gap_ms),
            "position": next(
                (place for start, place in starts.items() if abs(start - gap.agent_started_ms) <= NEAR_MS),
                None,
            ),
        }
        for gap in found.gaps
    ]


def _each(kind: str, spans: Iterable[Span], **about: Any) -> list[dict[str, Any]]:
    return [
        {"kind": kind, **about, "start_ms": round(span.start_ms), "stop_ms": round(span.stop_ms)}
        for span in spans
    ]


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
