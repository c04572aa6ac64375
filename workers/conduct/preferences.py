"""Of the days that are named: which are wanted, which would do otherwise, which are refused. Pure.

«Si pot ser dimarts, i si no dijous», «lieber Dienstag, sonst Donnerstag», «if you have nothing before Friday then Monday»,
«la semana que viene menos el jueves», «el martes no puedo».
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workers.conduct.feast_days import days_between
from workers.conduct.limits import Limit, limit_of
from workers.conduct.named_days import READ, Named, named_days
from workers.conduct.own_weeks import in_their_weeks
from workers.conduct.refusals import is_refused, joined
from workers.conduct.signs import Sign, letters_of
from workers.conduct.stretches import DAY, SUNDAY

_ELSE = re.compile("L|I[^.?,V]*N[^.?,V]*")
_AT_ONCE = re.compile(f",?V?[TSKFdia]{{0,3}}{READ}")
_CLAUSE = re.compile("[^.?,V]*")
_PREFERRED = re.compile("P,?[TSKdia]{0,3}$")
_RELUCTANT_AFTER = re.compile(f"[^,.?{READ}]{{0,3}}Q")
_RELUCTANT_BEFORE = re.compile(f"Q,?[^,.?{READ}]{{0,3}}$")
_RANGE_BEFORE = re.compile("([ZGF])[TSd]{0,2}$")
_RANGE_LINK = re.compile("([CUTa_])[TSd]{0,2}")
_WIDE = frozenset({"week", "part of a week", "part of a month", "month", "weekend"})
_LONGEST_RANGE = 14
Fate = Literal["wanted", "otherwise", "refused"]
_CHOICES: tuple[Fate, Fate] = ("wanted", "otherwise")


@dataclass(frozen=True, slots=True)
class Chosen:
    """`elsewhere` are the stretches of signs that speak of days which are not among `days`."""

    days: tuple[date, ...]
    otherwise: tuple[date, ...]
    limit: str | None
    elsewhere: tuple[tuple[int, int], ...]


def chosen(signs: list[Sign], today: date) -> Chosen | None:
    """None where no day is wanted."""
    named = named_days(signs, today)
    if not named:
        return None
    mask = _masked(letters_of(signs), named)
    conditions = list(_conditions(mask))
    free = [not any(start <= one.first < end for start, end in conditions) for one in named]
    limits = [limit_of(one, mask, today, may_deny=free[at]) for at, one in enumerate(named)]
    refused = _refused(named, mask, signs, [free[at] and limits[at] is None for at in range(len(named))])
    fates = _fates(named, mask, refused, [start for start, _ in conditions])
    named, contexts = in_their_weeks(named, mask, refused, limits, today)
    picked = _Picked(named, limits, mask, {day for at in refused for day in named[at].days})
    wanted, otherwise = (
        [at for at, one in enumerate(fates) if one == fate and at not in contexts] for fate in _CHOICES
    )
    return picked.chosen(wanted or otherwise, otherwise if wanted else [], contexts, len(signs))


def _masked(letters: str, named: list[Named]) -> str:
    for one in named:
        letters = letters[: one.first] + READ * (one.last - one.first) + letters[one.last :]
    return letters


def _conditions(mask: str) -> Iterable[tuple[int, int]]:
    """Where it is said what is to be if something cannot be: the clause «si el lunes no puede ser», or the «si no» alone."""
    for found in _ELSE.finditer(mask):
        end = found.end()
        if found[0] == "L" and not _AT_ONCE.match(mask, end):
            clause = _CLAUSE.match(mask, end)
            end = clause.end() if clause else end
        yield found.start(), end


def _refused(named: list[Named], mask: str, signs: list[Sign], may_be: list[bool]) -> set[int]:
    """«El lunes y el martes no puedo» refuses both."""
    refused = {at for at, one in enumerate(named) if may_be[at] and is_refused(one, mask, signs)}
    for at in range(len(named) - 1):
        if joined(named, mask, at) and may_be[at] and (at in refused) != (at + 1 in refused):
            refused |= {at, at + 1}
    return refused


def _fates(named: list[Named], mask: str, refused: set[int], conditions: list[int]) -> list[Fate]:
    """In the order of the days."""
    fates: list[Fate] = []
    for at, one in enumerate(named):
        if at in refused:
            fates.append("refused")
            continue
        if _PREFERRED.search(mask[: one.first]):
            fates = ["otherwise" if fate == "wanted" else fate for fate in fates]
        is_later = "wanted" in fates and any(start < one.first for start in conditions)
        is_reluctant = _RELUCTANT_AFTER.match(mask, one.last) or _RELUCTANT_BEFORE.search(mask[: one.first])
        fates.append("otherwise" if is_later or is_reluctant else "wanted")
    return fates


@dataclass(frozen=True, slots=True)
class _Picked:
    """The named days with what limits each, and those that none may be."""

    named: list[Named]
    limits: list[Limit | None]
    mask: str
    refused: set[date]

    def chosen(self, wanted: list[int], otherwise: list[int], contexts: set[int], size: int) -> Chosen | None:
        days, limit, used = self.days(wanted)
        if not days:
            return None
        others = tuple(day for day in self.days(otherwise)[0] if day not in days)
        elsewhere = [at for at in range(len(self.named)) if at not in used and at not in contexts]
        return Chosen(days, others, limit, tuple(_stretches(self.named, elsewhere, size)))

    def days(self, places: list[int]) -> tuple[tuple[date, ...], str | None, list[int]]:
        """The days, whether the one day is a limit, and the places that they come from. A day outdoes a limit, and the stretch that it lies in."""
        span = _range(self.named, places, self.mask)
        if span:
            return tuple(day for day in span if day not in self.refused), None, places
        exact = [at for at in places if self.limits[at] is None]
        narrow = {day for at in exact if self.named[at].kind not in _WIDE for day in self.named[at].days}
        found = dict.fromkeys(day for at in exact for day in self._within(at, narrow))
        if found:
            return tuple(day for day in found if day not in self.refused), None, exact
        limit = next((one for at in places if (one := self.limits[at])), None)
        return ((limit.day,), limit.side, places) if limit else ((), None, [])

    def _within(self, at: int, narrow: set[date]) -> tuple[date, ...]:
        one = self.named[at]
        return () if one.kind in _WIDE and narrow & set(one.days) else one.days


def _range(named: list[Named], places: list[int], mask: str) -> tuple[date, ...]:
    """«Entre el lunes y el miércoles», «from Monday to Wednesday», «von Montag bis Mittwoch»."""
    if len(places) != 2 or places[1] != places[0] + 1:
        return ()
    first, last = (named[at] for at in places)
    before, link = (
        _RANGE_BEFORE.search(mask[: first.first]),
        _RANGE_LINK.fullmatch(mask[first.last : last.first]),
    )
    if not before or not link or (link[1] == "C") != (before[1] == "Z"):
        return ()
    if not first.days[-1] < last.days[0] <= first.days[0] + DAY * _LONGEST_RANGE:
        return ()
    return tuple(day for day in days_between(first.days[0], last.days[-1]) if day.weekday() != SUNDAY)


def _stretches(named: list[Named], places: list[int], size: int) -> Iterable[tuple[int, int]]:
    """What is said of a day goes on to the next one."""
    for at in places:
        yield named[at].first, named[at + 1].first if at + 1 < len(named) else size
