"""Other calls from the same number and their outcomes. A hidden number has no history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.call_rows import call_rows
from dashboard_app.components.states import nothing_here

MAX_CALLS = 25


def caller_history(calls: Sequence[Mapping[str, Any]] | None, *, has_more: bool, now: datetime) -> Any:
    """`calls` is None if the number is hidden."""
    if calls is None:
        return nothing_here(
            _("Hidden number"),
            _("Who hides the number may be anybody, so there is no history."),
            symbol="incognito",
            small=True,
        )
    if not calls:
        return nothing_here(
            _("First call"), _("This number has not called before, nor since."), symbol="person", small=True
        )
    booked = sum(one.get("outcome") == "appointment_booked" for one in calls)
    more = (
        _("The newest %(count)s calls", count=formats.number(len(calls)))
        if has_more
        else _("Other calls: %(count)s", count=formats.number(len(calls)))
    )
    with_booking = _("with an appointment: %(count)s", count=formats.number(booked))
    return [
        html.P(f"{more} · {with_booking}" if booked else more, className="faint card-line"),
        call_rows(calls, now=now),
    ]
