"""The day's figures in words: each compared with a usual day, and shares with their sample sizes."""

from datetime import date

import pandas as pd
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.series_table import Row
from dashboard_app.components.tiles import FEW, Tile

SHARES = {"answered": "calls", "booked": "answered", "abandoned": "answered"}  # the denominator of each share


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


def day_rows(counts: pd.DataFrame) -> list[Row]:
    """As table rows: today so far, the usual value, and the denominator of today's share."""
    now, before = counts.iloc[0], counts.iloc[1:]
    known = before["calls"][before["calls"] > 0]
    usual = formats.NOTHING if known.empty else formats.number(round(float(known.mean()), 1))
    names = {"answered": _("Answered"), "booked": _("Booked"), "abandoned": _("Abandoned calls")}
    shares = [
        (
            names[part],
            [
                formats.percent(ratio(int(now[part]), int(now[whole]))),
                formats.percent(ratio(total(before, part), total(before, whole))),
                formats.number(int(now[whole])),
            ],
        )
        for part, whole in SHARES.items()
    ]
    return [(_("Calls"), [formats.number(int(now["calls"])), usual, formats.NOTHING]), *shares]


def ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def total(counts: pd.DataFrame, name: str) -> int:
    return int(counts[name].sum())


def compared(value: int, before: pd.Series, today: date) -> str:
    """Weekdays without any call are ignored: the business may not have been a customer yet."""
    known = before[before > 0]
    if known.empty:
        return str(_("No earlier %(weekday)s to compare with", weekday=formats.weekday(today)))
    usual = float(known.mean())
    difference, shown = formats.change(round(value - usual)), formats.number(round(usual, 1))
    return str(_("%(change)s vs usual by now (%(usual)s)", change=difference, usual=shown))


def share(name: str, part: int, whole: int, part_before: int, whole_before: int) -> Tile:
    value = formats.percent(ratio(part, whole))
    of = _("%(part)s of %(whole)s", part=part, whole=whole)
    usual = _("usually %(share)s", share=formats.percent(part_before / whole_before)) if whole_before else ""
    return Tile(name, value, " · ".join(filter(None, (of, usual))), is_few=whole < FEW)
