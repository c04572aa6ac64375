"""A weekday is one of the week that is named with it: «la semana que viene, el lunes», «Freitag nächster Woche». Pure."""

from dataclasses import replace
from datetime import date

from workers.conduct.limits import Limit
from workers.conduct.named_days import Named
from workers.conduct.refusals import joined
from workers.conduct.stretches import DAY, WEEK, coming_weekday, monday_of


def in_their_weeks(
    named: list[Named], mask: str, refused: set[int], limits: list[Limit | None], today: date
) -> tuple[list[Named], set[int]]:
    """The days with each weekday in its week, and the places of the weeks that only told which."""
    weeks = [at for at, one in enumerate(named) if one.kind == "week" and limits[at] is None]
    avoided = {day for at in weeks if at in refused for day in named[at].days}
    found, contexts = list(named), set[int]()
    for at, one in enumerate(named):
        if one.kind != "weekday":
            continue
        own = [other for other in weeks if other not in refused and not _are_apart(named, mask, at, other)]
        if own:
            nearest = min(own, key=lambda other: abs(other - at))
            found[at] = _of_week(one, named[nearest].weeks, today)
            contexts |= set() if at in refused else {nearest}
        elif at not in refused and avoided & set(one.days):
            found[at] = replace(one, days=tuple(day + WEEK for day in one.days))
    return found, contexts


def _are_apart(named: list[Named], mask: str, one: int, other: int) -> bool:
    """«Esta semana o el lunes»."""
    first, second = sorted((one, other))
    return second == first + 1 and joined(named, mask, first)


def _of_week(one: Named, weeks: tuple[int, ...], today: date) -> Named:
    weekday = one.days[0].weekday()
    days = (monday_of(today, ahead) + DAY * weekday for ahead in weeks)
    return replace(one, days=tuple(day if day > today else coming_weekday(weekday, today) for day in days))
