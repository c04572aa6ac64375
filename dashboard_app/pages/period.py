"""The default period of pages whose URL names none."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dashboard_app.page_filters import page_filters
from dashboard_app.viewer import Viewer

DAYS_SHOWN = 28


def chosen_period(query: Mapping[str, Any], viewer: Viewer) -> dict[str, str]:
    """Defaults to the last four whole weeks, so that every weekday counts equally."""
    filters = page_filters(query, viewer).filters
    if "from" in filters or "to" in filters:
        return filters
    first = viewer.today - timedelta(days=DAYS_SHOWN - 1)
    return {**filters, "from": first.isoformat(), "to": viewer.today.isoformat()}
