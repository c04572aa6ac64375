"""The day's figures in words: each compared with a usual day, explained, and linked to its calls."""

from datetime import date

import pandas as pd
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.metric_tile import explanation, figure_tile
from dashboard_app.components.series_table import Row
from dashboard_app.components.tiles import FEW
from dashboard_app.i18n import N_
from dashboard_app.metric_texts import text_of
from dashboard_app.panel.addresses import calls_address
from db.queries.metrics.definitions import BY_NAME, Metric

NAMES = {
    "answered_rate": N_("Answered"),
    "booking_rate": N_("Booked"),
    "abandonment_rate": N_("Abandoned calls"),
}


def day_tiles(counts: pd.DataFrame, today: date) -> list[html.Div]:
    """The first row of `counts` is today, the others the same weekdays before."""
    now, before = counts.iloc[0], counts.iloc[1:]
    calls = int(now["calls"])
    shown = shown_tile(
        _("Calls"),
        formats.number(calls),
        BY_NAME["calls"],
        compared(calls, before["calls"], today),
        calls,
        today,
    )
    return [shown, *(share_tile(name, now, before, today) for name in NAMES)]


def share_tile(name: str, now: pd.Series, before: pd.DataFrame, today: date) -> html.Div:
    metric = BY_NAME[name]
    part, whole = int(now[metric.numerator]), int(now[metric.denominator])
    of = _("%(part)s of %(whole)s", part=formats.number(part), whole=formats.number(whole))
    sample = of if whole else _("no calls to tell from")
    usual = share_before(metric, before)
    said = _("usually %(share)s", share=formats.percent(usual)) if usual is not None else ""
    note = " · ".join(filter(None, (sample, said)))
    value = formats.percent(ratio(part, whole))
    return shown_tile(_(NAMES[name]), value, metric, note, part, today, is_few=whole < FEW)


def shown_tile(
    name: str, value: str, metric: Metric, note: str, calls: int, today: date, *, is_few: bool = False
) -> html.Div:
    day = {"from": today.isoformat(), "to": today.isoformat()}
    href = calls_address(day, metric=metric.name, part="numerator") if calls else None
    return figure_tile(name, value, explanation(text_of(metric)), [note], href=href, is_few=is_few)


def day_rows(counts: pd.DataFrame) -> list[Row]:
    """As table rows: today so far, the usual value, and the denominator of today's share."""
    now, before = counts.iloc[0], counts.iloc[1:]
    known = before["calls"][before["calls"] > 0]
    usual = formats.NOTHING if known.empty else formats.number(round(float(known.mean()), 1))
    calls = (_("Calls"), [formats.number(int(now["calls"])), usual, formats.NOTHING])
    return [calls, *(share_row(_(words), BY_NAME[name], now, before) for name, words in NAMES.items())]


def share_row(name: str, metric: Metric, now: pd.Series, before: pd.DataFrame) -> Row:
    part, whole = int(now[metric.numerator]), int(now[metric.denominator])
    shares = (ratio(part, whole), share_before(metric, before))
    return name, [*map(formats.percent, shares), formats.number(whole)]


def share_before(metric: Metric, before: pd.DataFrame) -> float | None:
    return ratio(int(before[metric.numerator].sum()), int(before[metric.denominator].sum()))


def ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def compared(value: int, before: pd.Series, today: date) -> str:
    """Weekdays without any call are ignored: the business may not have been a customer yet."""
    known = before[before > 0]
    if known.empty:
        return str(_("No earlier %(weekday)s to compare with", weekday=formats.weekday(today)))
    usual = float(known.mean())
    difference, shown = formats.change(round(value - usual)), formats.number(round(usual, 1))
    return str(_("%(change)s vs usual by now (%(usual)s)", change=difference, usual=shown))
