"""All AI analyses of a call, and the choices for running another."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.badges import badge
from dashboard_app.components.icons import icon
from dashboard_app.components.prompt_names import prompt_name, prompt_version
from dashboard_app.components.why_failed import why_failed
from db.queries.analysis_versions import Version
from workers.choices import Offer, Offers

AGAIN, OFFER, LEFT, RIGHT, COMPARED = (
    "call-ai-again",
    "call-ai-offer",
    "call-ai-left",
    "call-ai-right",
    "call-ai-compared",
)
BETWEEN = "|"


def versions_part(
    versions: Sequence[Version], offers: Offers | None, *, may_start: bool, compared: Component | None = None
) -> Component | None:
    """None before the first analysis: the invitation says enough. `compared` is the comparison of the two newest."""
    if not versions:
        return None
    complete = [version for version in versions if version.status == "completed"]
    pair = [
        html.H3(_("Compare two"), className="section-name"),
        html.Div([select(LEFT, complete, 1), select(RIGHT, complete, 0)], className="versions-pair"),
        html.Div(compared, id=COMPARED, role="status"),
    ]
    return html.Details(
        [
            html.Summary([icon("card-list"), " ", _("Versions and comparison"), f" ({len(versions)})"]),
            html.Ul([row(version) for version in versions], className="sub-list mt-3"),
            *(pair if len(complete) > 1 else [only_one(complete)]),
            again(offers) if may_start and offers is not None else None,
        ],
        className="versions",
    )


def only_one(complete: Sequence[Version]) -> html.P:
    said = (
        _("Analyse the call once more, with another model or another prompt, to see two beside each other.")
        if complete
        else _("None of them is complete yet.")
    )
    return html.P(said, className="quiet mt-3")


def row(version: Version) -> html.Li:
    parts = [version.model or "", prompt_version(version.version), cost(version), latency(version)]
    counts = (
        _("%(count)s with proof, %(dropped)s without", count=version.proven, dropped=version.dropped or 0)
        if version.proven is not None
        else ""
    )
    state = badge(_("failed"), "is-bad") if version.status == "failed" else None
    running = badge(_("in progress"), "is-info") if version.status in {"queued", "running"} else None
    facts = " · ".join(str(part) for part in (*parts, counts) if part)
    return html.Li(
        [
            html.Span(moment(version), className="fw-semibold", title=version.version),
            " ",
            state or running,
            html.Div(facts, className="faint"),
            html.Div(why_failed(version.error), className="faint") if version.status == "failed" else None,
        ]
    )


def moment(version: Version) -> str:
    return formats.brief_moment(version.finished_at or version.created_at)


def cost(version: Version) -> str:
    if version.amount is None:
        return str(_("cost unknown")) if version.certainty == "unknown" else ""
    shown = formats.exact_money(version.amount)
    return f"≈ {shown}" if version.certainty == "estimated" else shown


def latency(version: Version) -> str:
    return formats.seconds(version.latency_ms / 1000) if version.latency_ms is not None else ""


def select(element_id: str, complete: Sequence[Version], place: int) -> html.Label:
    """Preselects the newest on the right and the one before it on the left."""
    options = [{"value": str(version.id), "label": label(version)} for version in complete]
    chosen = str(complete[place].id) if len(complete) > place else None
    names = {LEFT: _("The first of the two"), RIGHT: _("The second of the two")}
    return labelled(names[element_id], dbc.Select(id=element_id, options=options, value=chosen))


def labelled(name: str, control: Component) -> html.Label:
    return html.Label([html.Span(name, className="faint"), control], className="labelled")


def label(version: Version) -> str:
    made = version.finished_at or version.created_at
    parts = (version.model or "", prompt_version(version.version), formats.brief_moment(made))
    return " · ".join(part for part in parts if part)


def again(offers: Offers) -> html.Div:
    """A single list of model and prompt combinations, each with its maximum cost."""
    options = [
        {"value": f"{one.prompt}{BETWEEN}{one.model}", "label": offer_label(one)} for one in offers.offers
    ]
    left = [
        _("%(left)s left this month", left=formats.money(max(one.limit - one.spent, 0 * one.limit)))
        if one.period == "month"
        else _("%(left)s left today", left=formats.money(max(one.limit - one.spent, 0 * one.limit)))
        for one in offers.budgets
    ]
    return html.Div(
        [
            html.H3(_("Analyse with another model or prompt"), className="section-name"),
            labelled(
                _("Price at most, model and prompt"),
                dbc.Select(id=OFFER, options=options, value=options[0]["value"]),
            ),
            html.Div(
                [
                    dbc.Button(
                        [icon("arrow-repeat"), " ", _("Analyse with this")],
                        id=AGAIN,
                        color="light",
                        n_clicks=0,
                    ),
                    html.Span(" · ".join(str(part) for part in left), className="faint"),
                ],
                className="versions-again",
            ),
        ]
    )


def offer_label(offer: Offer) -> str:
    return f"≤ {formats.highest_money(offer.amount)} · {offer.model} · {prompt_name(offer.prompt)}"
