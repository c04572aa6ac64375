"""Sorts named days into wanted, acceptable otherwise, and refused. Pure.

«Si pot ser dimarts, i si no dijous», «lieber Dienstag, sonst Donnerstag», «if you have nothing before Friday then Monday»,
«la semana que viene menos el jueves», «el martes no puedo», «any day but Monday».
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workers.conduct.corrections import corrected_days
from workers.conduct.feast_days import days_between
from workers.conduct.limits import Limit, limit_of
from workers.conduct.named_days import READ, Named, masked, named_days
from workers.conduct.own_weeks import in_their_weeks
from workers.conduct.refusals import is_refused, joined
from workers.conduct.stretches import DAY, SUNDAY
from workers.conduct.tokens import Token, letters_of

_ELSE = re.compile("L|I[^.?,V]*N[^.?,V]*")
_AT_ONCE = re.compile(f",?V?[TSKFdia]{{0,3}}{READ}")
_CLAUSE = re.compile("[^.?,V]*")
_PREFERRED = re.compile("P,?[TSKdia]{0,3}$")
_RELUCTANT_AFTER = re.compile(f"[^,.?{READ}]{{0,3}}Q")
_RELUCTANT_BEFORE = re.compile(f"Q,?[^,.?{READ}]{{0,3}}$")
_RANGE_BEFORE = re.compile("([ZGF])[TSd]{0,2}$")
_RANGE_LINK = re.compile("([CUTa_])[TSd]{0,2}")
_LISTED = re.compile("(?:,|[OC])[TSd]{0,2}")
_EXCEPTED = re.compile("E[TSFKdia]{0,3}$")
_ANY_DAY = re.compile("D|Y[z_]?[dEk]|[na]z?dE")
_WIDE = frozenset({"week", "part of a week", "part of a month", "month", "weekend"})
_MAX_RANGE_DAYS = 14
Fate = Literal["wanted", "otherwise", "refused"]
_CHOICES: tuple[Fate, Fate] = ("wanted", "otherwise")


@dataclass(frozen=True, slots=True)
class Chosen:
    """`elsewhere` are the spans of tokens about days that are not in `days`."""

    days: tuple[date, ...]
    otherwise: tuple[date, ...]
    limit: str | None
    elsewhere: tuple[tuple[int, int], ...]
    excepted: tuple[date, ...] = ()


def chosen(tokens: list[Token], today: date) -> Chosen | None:
    """None if no day is wanted."""
    named = named_days(tokens, today)
    if not named:
        return None
    mask = masked(letters_of(tokens), named)
    conditions = list(_conditions(mask))
    free = [not any(start <= one.first < end for start, end in conditions) for one in named]
    limits = [limit_of(one, mask, today, may_deny=free[index]) for index, one in enumerate(named)]
    refused = _refused(
        named, mask, tokens, [free[index] and limits[index] is None for index in range(len(named))]
    )
    corrected = corrected_days(named, mask, refused)
    fates = _fates(named, mask, refused | corrected, [start for start, _ in conditions])
    excepted = tuple(dict.fromkeys(day for index in sorted(refused) for day in named[index].days))
    named, contexts = in_their_weeks(named, mask, refused | corrected, limits, today)
    selection = _Selection(named, limits, mask, {day for index in refused for day in named[index].days})
    wanted, otherwise = (
        [index for index, one in enumerate(fates) if one == fate and index not in contexts]
        for fate in _CHOICES
    )
    found = selection.chosen(wanted or otherwise, otherwise if wanted else [], contexts, len(tokens))
    return found or (any_day_but(excepted, mask, today) if not wanted and not otherwise else None)


def any_day_but(excepted: tuple[date, ...], mask: str, today: date) -> Chosen | None:
    """«Cualquier día menos el lunes»: the other days of the next seven."""
    if not excepted or not _ANY_DAY.search(mask):
        return None
    week = (today + DAY * ahead for ahead in range(1, 8))
    days = tuple(day for day in week if day not in excepted and day.weekday() != SUNDAY)
    return Chosen(days, (), None, (), excepted) if days else None


def _conditions(mask: str) -> Iterable[tuple[int, int]]:
    """Spans that introduce an alternative: the clause «si el lunes no puede ser», or «si no» alone."""
    for found in _ELSE.finditer(mask):
        end = found.end()
        if found[0] == "L" and not _AT_ONCE.match(mask, end):
            clause = _CLAUSE.match(mask, end)
            end = clause.end() if clause else end
        yield found.start(), end


def _refused(named: list[Named], mask: str, tokens: list[Token], may_be: list[bool]) -> set[int]:
    """«El lunes y el martes no puedo» refuses both."""
    refused = {index for index, one in enumerate(named) if may_be[index] and is_refused(one, mask, tokens)}
    for index in range(len(named) - 1):
        if joined(named, mask, index) and may_be[index] and (index in refused) != (index + 1 in refused):
            refused |= {index, index + 1}
    return refused | _listed(named, mask, refused)


def _listed(named: list[Named], mask: str, refused: set[int]) -> set[int]:
    """«Cualquier día menos lunes, martes y jueves» excepts all three."""
    found, first = set[int](), 0
    for index in range(len(named)):
        if index and not _LISTED.fullmatch(mask[named[index - 1].last : named[index].first]):
            first = index
        if (
            first < index
            and first in refused
            and joined(named, mask, index - 1)
            and _EXCEPTED.search(mask[: named[first].first])
        ):
            found |= set(range(first, index + 1))
    return found


def _fates(named: list[Named], mask: str, refused: set[int], conditions: list[int]) -> list[Fate]:
    """One fate per day, in order."""
    fates: list[Fate] = []
    for index, one in enumerate(named):
        if index in refused:
            fates.append("refused")
            continue
        if _PREFERRED.search(mask[: one.first]):
            fates = ["otherwise" if fate == "wanted" else fate for fate in fates]
        is_later = "wanted" in fates and any(start < one.first for start in conditions)
        is_reluctant = _RELUCTANT_AFTER.match(mask, one.last) or _RELUCTANT_BEFORE.search(mask[: one.first])
        fates.append("otherwise" if is_later or is_reluctant else "wanted")
    return fates


@dataclass(frozen=True, slots=True)
class _Selection:
    """The named days with their limits, and the dates excluded by refusals."""

    named: list[Named]
    limits: list[Limit | None]
    mask: str
    refused: set[date]

    def chosen(self, wanted: list[int], otherwise: list[int], contexts: set[int], size: int) -> Chosen | None:
        days, limit, used = self.days(wanted)
        if not days:
            return None
        others = tuple(day for day in self.days(otherwise)[0] if day not in days)
        elsewhere = [index for index in range(len(self.named)) if index not in used and index not in contexts]
        return Chosen(days, others, limit, tuple(_stretches(self.named, elsewhere, size)))

    def days(self, places: list[int]) -> tuple[tuple[date, ...], str | None, list[int]]:
        """The days, the side if they are a limit, and the indices they came from.

        A day takes precedence over a limit, and over a wider span containing it.
        """
        span = _range(self.named, places, self.mask)
        if span:
            return tuple(day for day in span if day not in self.refused), None, places
        exact = [index for index in places if self.limits[index] is None]
        narrow = {
            day for index in exact if self.named[index].kind not in _WIDE for day in self.named[index].days
        }
        found = dict.fromkeys(day for index in exact for day in self._within(index, narrow))
        if found:
            return tuple(day for day in found if day not in self.refused), None, exact
        limit = next((one for index in places if (one := self.limits[index])), None)
        return ((limit.day,), limit.side, places) if limit else ((), None, [])

    def _within(self, index: int, narrow: set[date]) -> tuple[date, ...]:
        one = self.named[index]
        return () if one.kind in _WIDE and narrow & set(one.days) else one.days


def _range(named: list[Named], places: list[int], mask: str) -> tuple[date, ...]:
    """«Entre el lunes y el miércoles», «from Monday to Wednesday», «von Montag bis Mittwoch»."""
    if len(places) != 2 or places[1] != places[0] + 1:
        return ()
    first, last = (named[index] for index in places)
    before, link = (
        _RANGE_BEFORE.search(mask[: first.first]),
        _RANGE_LINK.fullmatch(mask[first.last : last.first]),
    )
    if not before or not link or (link[1] == "C") != (before[1] == "Z"):
        return ()
    if not first.days[-1] < last.days[0] <= first.days[0] + DAY * _MAX_RANGE_DAYS:
        return ()
    return tuple(day for day in days_between(first.days[0], last.days[-1]) if day.weekday() != SUNDAY)


def _stretches(named: list[Named], places: list[int], size: int) -> Iterable[tuple[int, int]]:
    """What is said about a day extends to the next one."""
    for index in places:
        yield named[index].first, named[index + 1].first if index + 1 < len(named) else size
