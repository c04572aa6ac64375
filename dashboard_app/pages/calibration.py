"""Calibration: how far verdicts by models and rules can be trusted, measured against people's reviews."""

from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.access.members import may_write
from dashboard_app.components.calibration import agreement_table, claims_table, explanation
from dashboard_app.components.cards import card
from dashboard_app.components.states import nothing_here
from dashboard_app.viewer import current_viewer, reading
from db.queries.calibration import Calibration, calibrations, calls_to_review

OFFERED = 5


def title() -> str:
    return str(_("Calibration")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    organization_id = current_viewer().organization_id
    with reading() as session:
        rows = calibrations(session, organization_id=organization_id)
        waiting = calls_to_review(session, organization_id=organization_id, limit=OFFERED)
    head = html.Div(
        [
            html.H1(_("Calibration")),
            html.P(_("Do people agree with what the analyses say? Mark it right or wrong on any call.")),
        ]
    )
    return html.Div(
        [html.Div(head, className="page-head"), html.Div(cards(rows, waiting), className="stack")]
    )


def cards(rows: list[Calibration], waiting: list[Any]) -> list[Any]:
    verdicts = [row for row in rows if row.kind == "criterion"]
    classes = [row for row in rows if row.kind == "class"]
    claims = [row for row in rows if row.kind == "claim"]
    shown = [
        card(_("Criteria, by the model"), agreement_table(verdicts)) if verdicts else None,
        card(_("What the call was about"), agreement_table(classes)) if classes else None,
        card(_("Claims of the model"), claims_table(claims)) if claims else None,
    ]
    nothing = None if rows else card(_("Agreement"), no_marks(has_calls=bool(waiting)))
    found = [nothing, to_review(waiting), *shown, card(_("How to read this"), explanation())]
    return [part for part in found if part is not None]


def to_review(waiting: list[Any]) -> Any:
    if not waiting or not may_write():
        return None
    links = [
        dcc.Link(
            _("Call %(place)s", place=place), href=f"/analysis/{call_id}", className="btn btn-light btn-sm"
        )
        for place, call_id in enumerate(waiting, 1)
    ]
    text = html.P(_("Drawn by lot among the calls that a model has judged and nobody has marked."))
    return card(_("Calls to review"), [text, html.Div(links, className="badges")])


def no_marks(*, has_calls: bool) -> Any:
    text = (
        _("Open one of the calls below and mark the verdicts: ✓ where they are right, ✗ where they are not.")
        if has_calls
        else _("Have calls analysed by AI first; then mark the verdicts on their pages.")
    )
    way_on = None if has_calls else dcc.Link(_("See all calls"), href="/calls", className="btn btn-primary")
    return nothing_here(_("Nobody has marked anything yet"), text, symbol="bullseye", way_on=way_on)
