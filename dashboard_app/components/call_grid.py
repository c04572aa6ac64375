"""The list of calls on large screens: a grid that fetches rows as they are scrolled into view. Values arrive formatted in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import dash_ag_grid as dag
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.call_columns import AT_FIRST, COLUMNS
from dashboard_app.components.badges import LIVE, was_heard
from dashboard_app.components.grid_texts import grid_texts

WORDS_BEFORE = 2  # of a found word
BLOCK = 50  # rows per request: two screens
Call = Mapping[str, Any]
PRESSING = {"critical": "is-bad", "high": "is-warn"}
ENDS = {
    "appointment_booked": "booked",
    "transferred_to_human": "person",
    "abandoned": "abandoned",
    "unresolved": "open",
    "callback_promised": "open",
}


def call_grid(grid_id: str, shown: Sequence[str], widths: Mapping[str, int]) -> dag.AgGrid:
    """`shown`: names of the visible columns (see `dashboard_app.call_columns`), in order; the rest can be added by the reader."""
    return dag.AgGrid(
        id=grid_id,
        columnDefs=columns(shown, widths),
        defaultColDef={
            "sortable": False,
            "resizable": True,
            "sortingOrder": ["desc", "asc"],
        },
        rowModelType="infinite",
        rowClassRules={"is-coming": "!params.data"},
        getRowId="params.data.id",
        className="ag-theme-own",
        style={"height": "calc(100vh - 19rem)", "minHeight": "24rem"},
        dashGridOptions=options(),
        eventListeners={
            "cellKeyDown": ["callsGridKey(params)"],
            "columnMoved": ["callsGridMoved(params)"],
            "columnResized": ["callsGridResized(params)"],
            "firstDataRendered": ["callsGridIsHere()"],
        },
        selectedRows=[],
    )


def options() -> dict[str, Any]:
    return {
        "theme": {"function": "callsGridTheme()"},
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 1,  # rendered as one loading row, which the style sheet extends to a screenful
        "blockLoadDebounceMillis": 25,  # skips blocks that fast scrolling passes over
        "rowBuffer": 3,  # rows beyond the viewport: ten would cost as much as half a screen
        "animateRows": False,
        "rowHeight": 46,
        "headerHeight": 42,
        "suppressCellFocus": False,
        "suppressDragLeaveHidesColumns": True,
        "suppressNoRowsOverlay": True,  # the page shows its own message, with a way on
        "localeText": grid_texts(),
        "rowSelection": {"mode": "multiRow", "headerCheckbox": False, "enableClickSelection": False},
        "selectionColumnDef": {"width": 46, "minWidth": 46, "resizable": False, "suppressMovable": True},
    }


def columns(shown: Sequence[str], widths: Mapping[str, int]) -> list[dict[str, Any]]:
    names = column_names()
    listed = [*shown, *(name for name in COLUMNS if name not in shown)]
    return [
        {
            "colId": name,
            "headerName": names[name],
            "hide": name not in shown,
            **LOOKS[name],
            **({"width": widths[name], "flex": None} if name in widths else {}),
        }
        for name in listed
    ]


def first_state() -> list[dict[str, Any]]:
    """The default columns, as AG Grid column state."""
    return [
        {
            "colId": name,
            "hide": name not in AT_FIRST,
            "width": LOOKS[name].get("width", LOOKS[name].get("minWidth")),
            "flex": LOOKS[name].get("flex"),
        }
        for name in COLUMNS
    ]


def column_names() -> dict[str, str]:
    return {
        "started_at": _("When"),
        "phone_number": _("Caller"),
        "intent": _("Intent"),
        "services": _("Services"),
        "outcome": _("Outcome"),
        "urgency": _("Urgency"),
        "sentiment": _("Mood"),
        "language": _("Language"),
        "duration_seconds": _("Duration"),
        "heard_gap_ms": _("Wait"),
        "end_reason": _("End"),
        "direction": _("Direction"),
        "called_number": _("Number called"),
        "agent": _("Agent"),
        "cost_eur": _("Cost"),
        "tags": _("Tags"),
        "reviewed": _("Reviewed"),
        "kind": _("Kind"),
    }


WHEN = "grid-when"  # a day of another year goes on two lines
LOOKS: dict[str, dict[str, Any]] = {
    "started_at": {"field": "when", "sortable": True, "sort": "desc", "width": 124, "cellClass": WHEN},
    "phone_number": {
        "field": "caller",
        "sortable": True,
        "minWidth": 230,
        "flex": 3,
        "cellRenderer": "CallLink",
    },
    "intent": {"field": "intent", "minWidth": 156, "flex": 4},
    "services": {"field": "services", "minWidth": 160, "flex": 3},
    "outcome": {"field": "result", "minWidth": 185, "flex": 4, "cellRenderer": "CallOutcome"},
    "urgency": {"field": "urgency", "width": 106, "cellRenderer": "CallUrgency"},
    "sentiment": {"field": "sentiment", "width": 110},
    "language": {"field": "language", "sortable": True, "width": 98},
    "duration_seconds": {"field": "duration", "sortable": True, "width": 95},
    "heard_gap_ms": {"field": "gap", "width": 95},
    "end_reason": {"field": "end", "minWidth": 190, "flex": 2},
    "direction": {"field": "direction", "width": 105},
    "called_number": {"field": "called", "width": 166},
    "agent": {"field": "agent", "minWidth": 150, "flex": 2},
    "cost_eur": {"field": "cost", "width": 105},
    "tags": {"field": "tags", "minWidth": 150, "flex": 2},
    "reviewed": {"field": "reviewed", "minWidth": 150, "flex": 2},
    "kind": {"field": "kind", "width": 92, "cellClass": "quiet"},
}


def grid_row(call: Call, *, now: datetime) -> dict[str, Any]:
    """`found` are the words that a search found, in pieces: text, and whether it was searched for."""
    snippet = call.get("snippet")
    number = formats.phone(call.get("phone_number"))
    kinds = [
        name for name, flag in ((_("Test"), "is_test"), (_("Simulated"), "is_simulated")) if call.get(flag)
    ]
    return {
        "id": str(call["id"]),
        "when": f"{formats.day(call['started_at'], now)} {formats.clock(call['started_at'])}",
        "found": near(snippet.pieces) if snippet else (),
        "caller": formats.named(call["caller_name"], number) if call.get("caller_name") else number,
        "name": str(call.get("caller_name") or ""),
        "number": number,
        "intent": texts.say(texts.INTENTS, call.get("intent")),
        "result": result(call),
        "ends": ends(call),
        "urgency": texts.say(texts.URGENCIES, call["urgency"]) if call.get("urgency") in PRESSING else "",
        "presses": PRESSING.get(str(call.get("urgency")), ""),
        "language": texts.say(texts.LANGUAGES, call.get("language")),
        "duration": formats.duration(call.get("duration_seconds")),
        "kind": " · ".join(kinds),
        **further(call, now),
    }


def near(pieces: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Cut off what a narrow cell would show instead of the found word: all but the last words before it."""
    (before, is_match), *rest = pieces
    words = before.split(" ")
    if is_match or len(words) <= WORDS_BEFORE + 1:
        return tuple(pieces)
    return (f"… {' '.join(words[-WORDS_BEFORE - 1 :])}", False), *rest


def further(call: Call, now: datetime) -> dict[str, str]:
    """Values of the optional columns."""
    gap, checked_at = call.get("heard_gap_ms"), call.get("checked_at")
    checker = formats.colleague(call["checker"]) if call.get("checker") else ""
    checked = f"{checker} {formats.day(checked_at, now)}".strip() if checked_at else ""
    return {
        "services": ", ".join(texts.say(texts.SERVICES, one) for one in call.get("services") or ()),
        "sentiment": texts.say(texts.SENTIMENTS, call.get("sentiment")),
        "gap": formats.NOTHING if gap is None else formats.seconds(gap / 1000),
        "end": texts.end(call),
        "direction": texts.say(texts.DIRECTIONS, call.get("direction")),
        "called": formats.phone(call["called_number"]) if call.get("called_number") else formats.NOTHING,
        "agent": str(call.get("agent") or formats.NOTHING),
        "cost": cost(call),
        "tags": ", ".join(call.get("tags") or ()),
        "reviewed": checked,
    }


def cost(call: Call) -> str:
    """A lower bound if a line's amount is unknown."""
    amount = formats.amount(call.get("cost_eur"))
    if amount is None:
        return formats.NOTHING
    return f"≥ {formats.exact_money(amount)}" if call.get("unknown_costs") else formats.money(amount)


def result(call: Call) -> str:
    """The status of a live call, otherwise its outcome."""
    if call["status"] in LIVE:
        return texts.say(texts.STATUSES, call["status"])
    if call.get("outcome") and was_heard(call):
        return texts.say(texts.OUTCOMES, call["outcome"])
    return texts.end(call)


def ends(call: Call) -> str:
    if call["status"] in LIVE:
        return "live"
    if call["status"] == "failed":
        return "missed"
    return ENDS.get(str(call.get("outcome")), "served") if call.get("outcome") else "unread"
