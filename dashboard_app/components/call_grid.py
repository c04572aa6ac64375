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
        getRowId="String(params.data.id)",
        className="ag-theme-own",
        columnSize="responsiveSizeToFit",
        style={"height": "calc(100vh - 17.5rem)", "minHeight": "24rem"},
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
        "overlayNoRowsTemplate": f"<div class='state is-small'><h3>{_('No calls match')}</h3><p>{_('Try other filters or a longer period.')}</p></div>",
        "loadingOverlayComponentParams": {"loadingMessage": _("Loading…")},
        "ariaLabel": _("Calls"),
    }


def columns() -> list[dict[str, Any]]:
    return [
        {
            "field": "when",
            "headerName": _("When"),
            "colId": "started_at",
            "sortable": True,
            "sort": "desc",
            "minWidth": 130,
            "flex": 2,
        },
        {
            "field": "caller",
            "headerName": _("Caller"),
            "colId": "phone_number",
            "sortable": True,
            "minWidth": 190,
            "flex": 3,
        },
        {"field": "wish", "headerName": _("Wish"), "minWidth": 150, "flex": 3},
        {
            "field": "result",
            "headerName": _("Outcome"),
            "minWidth": 190,
            "flex": 3,
            "cellRenderer": "CallOutcome",
        },
        {"field": "urgency", "headerName": _("Urgency"), "minWidth": 90, "flex": 1},
        {"field": "language", "headerName": _("Language"), "sortable": True, "minWidth": 95, "flex": 1},
        {
            "field": "duration",
            "headerName": _("Duration"),
            "colId": "duration_seconds",
            "sortable": True,
            "minWidth": 95,
            "flex": 1,
            "type": "rightAligned",
        },
        {"field": "kind", "headerName": "", "minWidth": 100, "flex": 1},
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
        "urgency": texts.say(texts.URGENCIES, call.get("urgency")),
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
