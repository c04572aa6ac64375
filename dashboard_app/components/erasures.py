"""Erasures for administrators: progress and receipts, saying when, by whom and how much, but not whose data it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.i18n import N_

Erasure = Mapping[str, Any]
TROUBLES = {
    "recordings_unavailable": N_(
        "It goes on by itself as soon as it can: the recordings cannot be reached just now."
    ),
    "unexpected": N_("Something went wrong; it is tried again each minute."),
}


def erasure_list(found: Sequence[Erasure], now: datetime) -> html.Ul:
    return html.Ul([html.Li(erasure(one, now)) for one in found], className="state-rows changes")


def erasure(one: Erasure, now: datetime) -> html.Div:
    who = one["email"] or str(_("by a command, or somebody who is gone"))
    when = f"{formats.day(one['erased_at'], now)} {formats.clock(one['erased_at'])}"
    name = _("A caller's data") if one["scope"] == "caller" else _("One call")
    head = [html.B(name), html.Span(f" · {who} · {when}", className="faint")]
    return html.Div([*head, *(receipt(one) if one["state"] == "done" else progress(one))])


def receipt(one: Erasure) -> list[Any]:
    counts = _(
        "Calls: %(calls)s · recordings: %(recordings)s",
        calls=formats.number(one["calls"]),
        recordings=formats.number(one["recordings"]),
    )
    left = _("Still running, and left as they are: %(n)s", n=formats.number(one["running"]))
    number = html.Small([_("Receipt"), " ", html.Code(one["id"])], className="faint")
    return [html.P([counts, f" · {left}" if one["running"] else None]), number]


def progress(one: Erasure) -> list[Any]:
    words = _(
        "Erasing: %(calls)s of %(total)s calls",
        calls=formats.number(one["calls"]),
        total=formats.number(one["total"]),
    )
    bar = html.Progress(
        value=str(one["calls"]), max=str(max(one["total"], 1)), **attributes(aria_label=str(words))
    )
    trouble = TROUBLES.get(one["trouble"] or "")
    why = html.P(_(trouble), className="erase-warning") if trouble else None
    return [html.P(words), bar, why]


def erasures_now(found: Sequence[Erasure], now: datetime) -> html.Div | None:
    """Running and recently finished erasures, at the top of a page."""
    if not found:
        return None
    rows = [html.Li([icon(symbol_of(one)), erasure(one, now)]) for one in found]
    return html.Div(html.Ul(rows, className="state-rows"), className="erasures-now", role="status")


def symbol_of(one: Erasure) -> str:
    return "shield-check" if one["state"] == "done" else "trash"
