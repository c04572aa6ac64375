"""The day's figures in words: each beside what is usual, and shares with the calls they are shares of."""

from datetime import date

import pandas as pd
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.tiles import FEW, Tile


def day_tiles(counts: pd.DataFrame, today: date) -> list[Tile]:
    """The first row of `counts` is today, the others the same weekdays before."""
    now, before = counts.iloc[0], counts.iloc[1:]
    calls, answered = int(now["calls"]), int(now["answered"])
    day = today.isoformat()
    listed = f"/calls?from={day}&to={day}"
    return [
        Tile(_("Calls"), str(calls), compared(calls, before["calls"], today), href=listed),
        share(_("Answered"), answered, calls, total(before, "answered"), total(before, "calls")),
        share(_("Booked"), int(now["booked"]), answered, total(before, "booked"), total(before, "answered")),
        share(
            _("Abandoned calls"),
            int(now["abandoned"]),
            answered,
            total(before, "abandoned"),
            total(before, "answered"),
        ),
    ]


def total(counts: pd.DataFrame, name: str) -> int:
    return int(counts[name].sum())


def compared(value: int, before: pd.Series, today: date) -> str:
    """Weekdays without a single call do not count as usual ones: the shop may not have had us yet."""
    known = before[before > 0]
    if known.empty:
        return str(_("No earlier %(weekday)s to compare with", weekday=formats.weekday(today)))
    usual = float(known.mean())
    difference, shown = formats.change(round(value - usual)), formats.number(round(usual, 1))
    return str(_("%(change)s than usual until now (%(usual)s)", change=difference, usual=shown))


def share(name: str, part: int, whole: int, part_before: int, whole_before: int) -> Tile:
    value = formats.percent(part / whole) if whole else formats.NOTHING
    of = _("%(part)s of %(whole)s", part=part, whole=whole)
    usual = _("usually %(share)s", share=formats.percent(part_before / whole_before)) if whole_before else ""
    return Tile(name, value, " · ".join(filter(None, (of, usual))), is_few=whole < FEW)
