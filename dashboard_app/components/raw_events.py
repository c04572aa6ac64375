"""Events as stored, for troubleshooting."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import format_time
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.series_table import save_button


def raw_events(events: Sequence[Mapping[str, Any]]) -> html.Details:
    if not events:
        return html.Details(
            [html.Summary(_("Raw events")), html.P(_("No events are kept."), className="faint")]
        )
    rows = [
        html.Tr(
            [
                html.Td(str(event["id"]), className="numbers"),
                html.Td(
                    html.Time(str(format_time(event["created_at"], "HH:mm:ss.SSS"))), className="numbers"
                ),
                html.Td(html.Code(event["event_type"])),
                html.Td(html.Code(json.dumps(event["data"], ensure_ascii=False, sort_keys=True))),
            ]
        )
        for event in events
    ]
    head = html.Thead(
        html.Tr([html.Th(name, scope="col") for name in ("id", _("Time"), _("Type"), _("Data"))])
    )
    table = html.Table([head, html.Tbody(rows)], className="raw-events")
    return html.Details(
        [
            html.Summary(_("Raw events")),
            html.Div(
                table, className="scrolls", tabIndex="0", role="region", **{"aria-label": _("Raw events")}
            ),
            save_button("events"),
        ],
        **attributes(data_stays="events"),
    )
