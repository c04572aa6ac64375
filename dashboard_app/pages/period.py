"""The default period of pages whose URL names none, and the other end where it names one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dashboard_app.filters import day_or_moment, moment_of
from dashboard_app.page_filters import page_filters
from dashboard_app.viewer import Viewer

DAYS_SHOWN = 28
OF_LISTS = frozenset({"q", "metric", "part"})  # a figure counts by itself, and not by words


def chosen_period(query: Mapping[str, Any], viewer: Viewer) -> dict[str, str]:
    """Defaults to the last four whole weeks, so that every weekday counts equally. Charts need both ends: a first day alone goes on
    until today, a last day alone has four weeks before it.
    """
    found = page_filters(query, viewer).filters
    filters = {name: value for name, value in found.items() if name not in OF_LISTS}
    first, last = (day_of(filters.get(name)) for name in ("from", "to"))
    last = last or max(first or viewer.today, viewer.today)
    first = first or last - timedelta(days=DAYS_SHOWN - 1)
    return {"from": first.isoformat(), "to": last.isoformat(), **filters}


def day_of(value: str | None) -> date | None:
    return moment_of(day_or_moment(value)).date() if value else None
