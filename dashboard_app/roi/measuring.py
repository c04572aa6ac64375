"""Measures the days for the return on investment, with the metric functions of tiles and charts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from dashboard_app.roi.model import Day
from dashboard_app.viewer import reading
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure_by
from db.queries.selection import Selection

NAMES = ("answered_rate", "bookings", "cost_per_call")
ALONE = BY_NAME["not_forwarded_rate"]  # its hits are the calls whose hours count


def measured_days(selection: Selection, now: datetime) -> dict[date, Day]:
    """Inbound calls only: outbound calls could not have been missed. Days without answered calls and costs are left out."""
    inbound = replace(selection, directions=("inbound",))
    alone = replace(inbound, parts=(*inbound.parts, ALONE.numerator))
    with reading() as session:
        found = measure_by(session, [BY_NAME[name] for name in NAMES], inbound, by=("day",), now=now)
        served = measure_by(session, [BY_NAME["handling_seconds"]], alone, by=("day",), now=now)
    hours = {day: total(figures["handling_seconds"]) / 3600 for (day,), figures in served.items()}
    made = {key[0]: day_of(figures, hours.get(key[0], 0.0)) for key, figures in sorted(found.items())}
    return {day: one for day, one in made.items() if one.calls or one.cost_euros}


def day_of(figures: Mapping[str, Figure], hours: float) -> Day:
    return Day(
        calls=int(figures["answered_rate"].numerator or 0),
        bookings=figures["bookings"].n,
        served_hours=hours,
        cost_euros=total(figures["cost_per_call"]),
    )


def total(found: Figure) -> float:
    """The sum behind a mean: mean times n."""
    return float(found.value or 0) * found.n
