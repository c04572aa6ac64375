"""The list of calls at a desk: a grid that fetches what is scrolled to. Values come as text, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import dash_ag_grid as dag
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import LIVE

BLOCK = 100
Call = Mapping[str, Any]
PRESSING = {"critical": "is-bad", "high": "is-warn"}
ENDS = {
    "appointment_booked": "booked",
    "transferred_to_human": "person",
    "abandoned": "abandoned",
    "unresolved": "open",
    "callback_promised": "open",
}


def call_grid(grid_id: str) -> dag.AgGrid:
    return dag.AgGrid(
        id=grid_id,
        columnDefs=columns(),
        defaultColDef={
            "sortable": False,
            "resizable": True,
            "suppressMovable": True,
            "sortingOrder": ["desc", "asc"],
        },
        rowModelType="infinite",
        getRowId="params.data.id",
        className="ag-theme-own",
        style={"height": "calc(100vh - 19rem)", "minHeight": "24rem"},
        dashGridOptions=options(),
    )


def options() -> dict[str, Any]:
    return {
        "theme": {"function": "callsGridTheme()"},
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 1,
        "blockLoadDebounceMillis": 80,
        "rowHeight": 46,
        "headerHeight": 42,
        "suppressCellFocus": False,
        "suppressDragLeaveHidesColumns": True,
        "suppressNoRowsOverlay": True,  # the page says it, with a way on
        "localeText": {"loadingOoo": _("Loading…")},
    }


def columns() -> list[dict[str, Any]]:
    duration = {
        "field": "duration",
        "headerName": _("Duration"),
        "colId": "duration_seconds",
        "sortable": True,
        "width": 105,
    }
    return [
        {
            "field": "when",
            "headerName": _("When"),
            "colId": "started_at",
            "sortable": True,
            "sort": "desc",
            "width": 140,
        },
        {
            "field": "caller",
            "headerName": _("Caller"),
            "colId": "phone_number",
            "sortable": True,
            "minWidth": 210,
            "flex": 4,
            "cellRenderer": "CallLink",
        },
        {"field": "wish", "headerName": _("Wish"), "minWidth": 160, "flex": 3},
        {
            "field": "result",
            "headerName": _("Outcome"),
            "minWidth": 205,
            "flex": 3,
            "cellRenderer": "CallOutcome",
        },
        {"field": "urgency", "headerName": _("Urgency"), "width": 100, "cellRenderer": "CallUrgency"},
        {"field": "language", "headerName": _("Language"), "sortable": True, "width": 105},
        duration,
        {"field": "kind", "headerName": _("Kind"), "width": 110, "cellClass": "quiet"},
    ]


def grid_row(call: Call, *, now: datetime) -> dict[str, str]:
    number = formats.phone(call.get("phone_number"))
    kinds = [
        name for name, flag in ((_("Test"), "is_test"), (_("Simulated"), "is_simulated")) if call.get(flag)
    ]
    return {
        "id": str(call["id"]),
        "when": f"{formats.day(call['started_at'], now)} {formats.clock(call['started_at'])}",
        "caller": f"{call['caller_name']} · {number}" if call.get("caller_name") else number,
        "wish": texts.say(texts.INTENTS, call.get("intent")),
        "result": result(call),
        "ends": ends(call),
        "urgency": texts.say(texts.URGENCIES, call["urgency"]) if call.get("urgency") in PRESSING else "",
        "presses": PRESSING.get(str(call.get("urgency")), ""),
        "language": texts.say(texts.LANGUAGES, call.get("language")),
        "duration": formats.duration(call.get("duration_seconds")),
        "kind": " · ".join(kinds),
    }


def result(call: Call) -> str:
    """How the call stands, or how it ended."""
    if call["status"] in LIVE:
        return texts.say(texts.STATUSES, call["status"])
    if call.get("outcome"):
        return texts.say(texts.OUTCOMES, call["outcome"])
    return texts.say(texts.END_REASONS, call.get("end_reason"))


def ends(call: Call) -> str:
    if call["status"] in LIVE:
        return "live"
    if call["status"] == "failed":
        return "missed"
    return ENDS.get(str(call.get("outcome")), "served") if call.get("outcome") else "unread"
