"""Parses hours and rules as they are typed: `mon-fri=08:00-13:00,15:00-18:30`, `closed=voicemail`. Pure."""

import json
from typing import Any

from db.telephone.hours import WEEKDAYS


class WordingError(ValueError):
    """The input is invalid; the message quotes it and shows the expected form."""


def read_week(words: list[str]) -> dict[str, list[str]]:
    """Opening hours by weekday; days that are not given are closed."""
    week: dict[str, list[str]] = {day: [] for day in WEEKDAYS}
    for word in words:
        days, equals, hours = word.partition("=")
        if not equals:
            raise WordingError(f"{word!r}: write days and hours like mon-fri=08:00-13:00,15:00-18:30")
        for day in _days(days):
            week[day] = [] if hours.strip() in {"", "closed"} else hours.split(",")
    return week


def _days(text: str) -> tuple[str, ...]:
    first, dash, last = text.strip().lower().partition("-")
    try:
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last if dash else first)
    except ValueError:
        raise WordingError(f"{text!r}: the days are {', '.join(WEEKDAYS)}, or mon-fri") from None
    if end < start:
        raise WordingError(f"{text!r} goes backwards")
    return WEEKDAYS[start : end + 1]


def with_changes(rules: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """`name=value`, `name.key=value` for one entry of several, `name=` to go back to the default."""
    changed = dict(rules)
    for word in words:
        path, equals, text = word.partition("=")
        if not equals:
            raise WordingError(f"{word!r}: write a rule like closed=voicemail")
        name, dot, key = path.strip().partition(".")
        if not dot:
            changed = {**changed, name: _value(text)}
        else:
            changed = {**changed, name: {**(changed.get(name) or {}), key: _value(text)}}
            changed[name] = {one: value for one, value in changed[name].items() if value is not None}
    return {name: value for name, value in changed.items() if value not in (None, {})}


def _value(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
