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
NAMES = {
    "caller": N_("A caller's data"),
    "call": N_("One call"),
    "old": N_("Words of calls whose time was over"),
}
TROUBLES = {
    "recordings_unavailable": N_(
        "It goes on by itself as soon as it can: the recordings cannot be reached just now."
    ),
    "unexpected": N_("Something went wrong; it is tried again each minute."),
}


def erasure_list(found: Sequence[Erasure], now: datetime) -> html.Ul:
    return html.Ul([html.Li(erasure(one, now)) for one in found], className="state-rows changes")


def erasure(found: Erasure, now: datetime) -> html.Div:
    is_old = found["scope"] == "old"
    author = found["email"] or str(_("by itself") if is_old else _("by a command, or somebody who is gone"))
    when = f"{formats.day(found['erased_at'], now)} {formats.clock(found['erased_at'])}"
    name = _(NAMES[found["scope"]])
    head = [html.B(name), html.Span(f" · {author} · {when}", className="faint")]
    return html.Div([*head, *(receipt(found) if found["state"] == "done" else progress(found))])


def receipt(erased: Erasure) -> list[Any]:
    counts = _(
        "Calls: %(calls)s · recordings: %(recordings)s",
        calls=formats.number(erased["calls"]),
        recordings=formats.number(erased["recordings"]),
    )
    left = _("Still running, and left as they are: %(n)s", n=formats.number(erased["running"]))
    number = html.Small([_("Receipt"), " ", html.Code(erased["id"])], className="faint")
    return [html.P([counts, f" · {left}" if erased["running"] else None]), number]


def progress(erased: Erasure) -> list[Any]:
    words = _(
        "Erasing: %(calls)s of %(total)s calls",
        calls=formats.number(erased["calls"]),
        total=formats.number(erased["total"]),
    )
    bar = html.Progress(
        value=str(erased["calls"]), max=str(max(erased["total"], 1)), **attributes(aria_label=str(words))
    )
    trouble = TROUBLES.get(erased["trouble"] or "")
    why = html.P(_(trouble), className="erase-warning") if trouble else None
    return [html.P(words), bar, why]


def erasures_now(found: Sequence[Erasure], now: datetime) -> html.Div | None:
    """Running and recently finished erasures, at the top of a page."""
    if not found:
        return None
    rows = [html.Li([icon(symbol_of(one)), erasure(one, now)]) for one in found]
    return html.Div(html.Ul(rows, className="state-rows"), className="erasures-now", role="status")


def symbol_of(erased: Erasure) -> str:
    return "shield-check" if erased["state"] == "done" else "trash"
