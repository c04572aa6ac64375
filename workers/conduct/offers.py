"""A time that answers an offer belongs to the offered day: «el lunes a las nueve o a las once» – «a las once». Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import takewhile

from workers.analysis.findings import Evidence
from workers.analysis.transcript import Turn
from workers.conduct.clock_words import said_time
from workers.conduct.dates import When, resolve, words_for_days
from workers.conduct.half_days import without_refused_halves
from workers.conduct.phrases import found_in
from workers.conduct.tokens import tokens_of

_PIECES = re.compile(r"[.,;:!?¿¡]+|\s(?:o|u|or|oder)\s")


def accepted(raw: str, evidence: tuple[Evidence, ...], turns: tuple[Turn, ...], now: datetime) -> When | None:
    """Resolves `raw`, a time or part of the day without a day, against what the agent just offered. None if that is ambiguous."""
    part, at = hour_of(raw)
    if (part is None and at is None) or not evidence:
        return None
    offers = list(offers_of(offer_before(evidence[0].turn, turns), now))
    days = dict.fromkeys(day for day, offered in offers if at is not None and offered == at)
    days = days or dict.fromkeys(day for day, _at in offers)
    if not days or (len(days) > 1 and at not in {offered for _day, offered in offers}):
        return None
    return When(tuple(days), part, at)


def said_in_full(
    raw: str, evidence: tuple[Evidence, ...], turns: tuple[Turn, ...], now: datetime
) -> When | None:
    """What the whole turn says, if it refuses half of a day: of «el martes por la mañana no puedo, por la tarde sí» only the end is a request."""
    turn = next((one for one in turns if evidence and one.position == evidence[0].turn), None)
    words = words_for_days(turn.text) if turn is not None else None
    if turn is None or words is None or not without_refused_halves(words, tokens_of(words), now.date()):
        return None
    alone, whole = resolve(raw, now), resolve(turn.text, now)
    return whole if whole is not None and (alone is None or alone.days == whole.days) else None


def offer_before(position: int, turns: tuple[Turn, ...]) -> str:
    """What the agent has said since the caller last spoke."""
    before = [turn for turn in turns if turn.position < position]
    said = takewhile(lambda turn: turn.role != "user", reversed(before))
    return ". ".join(reversed([turn.text for turn in said]))


def hour_of(text: str) -> tuple[str | None, time | None]:
    words = words_for_days(text)
    part = next((meaning for _first, _last, meaning in found_in("part", words)), None)
    return part, said_time(words, part)


def offers_of(text: str, now: datetime) -> Iterator[tuple[date, time | None]]:
    """Each day with its time; a time without a day belongs to the day named before it."""
    day: date | None = None
    for piece in _PIECES.split(text):
        when = resolve(piece, now)
        if when is not None and when.limit is None:
            day = when.days[0] if len(when.days) == 1 else None
        if day is not None:
            yield day, when.at if when is not None and when.at is not None else hour_of(piece)[1]
