"""The AI analysis of a call in each of its states: not started, running, completed, failed. Reads stored JSON defensively."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.ai_result import result_parts
from dashboard_app.components.icons import icon
from dashboard_app.components.prompt_names import prompt_version
from dashboard_app.components.review_marks import Marker, no_marks
from dashboard_app.components.states import note, nothing_here
from dashboard_app.components.why_failed import why_failed
from dashboard_app.i18n import N_

BUTTON = "call-ai-button"
UNDER_WAY = {"queued", "running"}
STEPS = {
    "prepared": N_("The call is being prepared"),
    "asked": N_("The model is reading the call"),
    "answered": N_("The answer is being checked"),
    "verified": N_("The quotations have been checked"),
    "batched": N_("It waits for its turn in a batch"),
    "waiting": N_("It did not work; it will be tried again"),
}


def refusals() -> dict[str, str]:
    """Messages for a refused start, by error code."""
    return {
        "any": _("The analysis could not be started. Try again in a moment."),
        "analysis_under_way": _("An analysis of this call is already under way."),
        "budget_exceeded": _(
            "The budget for AI analyses is used up. It starts anew tomorrow, or with the next month."
        ),
        "provider_suspended": _(
            "The provider of the model does not serve us right now. Try again in a quarter of an hour."
        ),
        "queue_unavailable": _("The job queue does not answer. Try again in a moment."),
        "call_not_over": _("It can begin when the call is over."),
        "nothing_to_analyse": _("Nothing was said in this call, so there is nothing to read."),
        "unknown_choice": _("This prompt or this model is not there any more. Reload the page."),
        "forbidden": _("You are not allowed to start an analysis."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
    }


def ai_panel(
    analysis: Mapping[str, Any] | None,
    *,
    is_over: bool,
    has_turns: bool,
    may_start: bool,
    is_awaited: bool = False,
    mark: Marker = no_marks,
) -> Component:
    if analysis is not None and analysis["status"] in UNDER_WAY:
        return progress(analysis)
    if analysis is not None and analysis["status"] == "failed":
        return failure(analysis, may_start=may_start)
    if analysis is not None:
        return html.Div([*result_parts(analysis["results"] or {}, mark), foot(analysis, may_start=may_start)])
    return invitation(is_over=is_over, has_turns=has_turns, may_start=may_start, is_awaited=is_awaited)


def invitation(*, is_over: bool, has_turns: bool, may_start: bool, is_awaited: bool) -> Component:
    """`is_awaited`: the transcript exists at the provider and has yet to arrive."""
    title = _("Ask a language model to read this call")
    if not is_over:
        return nothing_here(title, _("It can begin when the call is over."), symbol="stars", small=True)
    if is_awaited:
        return nothing_here(title, _("It can begin when what was said has come."), symbol="stars", small=True)
    if not has_turns:
        return nothing_here(
            _("Nothing to read"),
            _("Nothing was said in this call, so there is nothing to read."),
            symbol="stars",
            small=True,
        )
    text = _("Summary, what is left to do, and how the agent did, each with the words that prove it.")
    return nothing_here(
        title,
        text,
        symbol="stars",
        small=True,
        way_on=start_button(_("Analyse with AI")) if may_start else None,
    )


def start_button(words: str, *, is_main: bool = True) -> dbc.Button:
    look = "primary" if is_main else "light"
    return dbc.Button(
        [icon("stars" if is_main else "arrow-repeat"), " ", words], id=BUTTON, color=look, n_clicks=0
    )


def progress(analysis: Mapping[str, Any]) -> Component:
    share = float(analysis.get("progress") or 0)
    step = str(analysis.get("step") or "")
    words = (
        _(STEPS[step])
        if step in STEPS
        else _("Waiting for its turn")
        if analysis["status"] == "queued"
        else _("Analysing")
    )
    bar = dbc.Progress(value=max(round(share * 100), 4))
    return html.Div(
        [html.P([icon("stars"), " ", words, "…"], className="mb-2"), bar], role="status", className="py-2"
    )


def failure(analysis: Mapping[str, Any], *, may_start: bool) -> Component:
    said = why_failed(analysis.get("error"))
    again = html.Div(start_button(_("Try again")), className="mt-3") if may_start else None
    return html.Div(
        [
            note(said, kind="is-bad", symbol="exclamation-triangle"),
            again,
            html.Div(origin(analysis), className="faint mt-3"),
        ]
    )


def foot(analysis: Mapping[str, Any], *, may_start: bool) -> html.Div:
    again = start_button(_("Analyse again"), is_main=False) if may_start else None
    return html.Div([html.Span(origin(analysis), className="faint"), again], className="ai-foot")


def origin(analysis: Mapping[str, Any]) -> str:
    """What is needed to judge the analysis: model, prompt version, cost and time."""
    results = analysis.get("results") if isinstance(analysis.get("results"), Mapping) else {}
    results = results or {}
    cost = results.get("cost") if isinstance(results.get("cost"), Mapping) else None
    parts = [
        str(analysis.get("model") or results.get("model") or ""),
        prompt_version(str(analysis.get("version") or "")),
    ]
    parts.append(cost_of(cost) if cost else "")
    parts.append(formats.clock(analysis.get("finished_at")) if analysis.get("finished_at") else "")
    return " · ".join(part for part in parts if part)


def cost_of(cost: Mapping[str, Any]) -> str:
    amount = formats.amount(cost.get("amount"))
    if amount is None:
        return str(_("cost unknown"))
    shown = formats.exact_money(amount, str(cost.get("currency") or "EUR"))
    return f"≈ {shown}" if cost.get("certainty") == "estimated" else shown
