"""A weekday belongs to the week named with it: «la semana que viene, el lunes», «Freitag nächster Woche». Pure."""

from dataclasses import replace
from datetime import date

from workers.conduct.limits import Limit
from workers.conduct.named_days import Named
from workers.conduct.refusals import joined
from workers.conduct.stretches import DAY, WEEK, coming_weekday, monday_of


def in_their_weeks(
    named: list[Named], mask: str, refused: set[int], limits: list[Limit | None], today: date
) -> tuple[list[Named], set[int]]:
    """The named days with weekdays moved into their week, and the indices of weeks that only served as context."""
    weeks = [index for index, one in enumerate(named) if one.kind == "week" and limits[index] is None]
    avoided = {day for index in weeks if index in refused for day in named[index].days}
    found, contexts = list(named), set[int]()
    for index, one in enumerate(named):
        if one.kind != "weekday":
            continue
        own = [other for other in weeks if other not in refused and not _are_apart(named, mask, index, other)]
        if own:
            nearest = min(own, key=lambda other: abs(other - index))
            found[index] = _of_week(one, named[nearest].weeks, today)
            contexts |= set() if index in refused else {nearest}
        elif index not in refused and avoided & set(one.days):
            found[index] = replace(one, days=tuple(day + WEEK for day in one.days))
    return found, contexts


def _are_apart(named: list[Named], mask: str, one: int, other: int) -> bool:
    """Alternatives, as in «esta semana o el lunes»."""
    first, second = sorted((one, other))
    return second == first + 1 and joined(named, mask, first)


def _of_week(one: Named, weeks: tuple[int, ...], today: date) -> Named:
    weekday = one.days[0].weekday()
    days = (monday_of(today, ahead) + DAY * weekday for ahead in weeks)
    return replace(one, days=tuple(day if day > today else coming_weekday(weekday, today) for day in days))
