"""Experiments: two agents answer at the same time, and this page says which one serves callers better, as soon as it can be told."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dash import (
    ALL,
    MATCH,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)
from flask_babel import gettext as _

from dashboard_app import experiments, live_feed
from dashboard_app.access.members import member
from dashboard_app.components.experiment import (
    INSIDE,
    OPENED,
    PRESSED,
    ask_to_end,
    experiment_body,
    experiment_card,
    past_experiment,
)
from dashboard_app.components.experiment_form import FIELD, FIRST, OF_THE_SERVER, PLAN, experiment_form, field
from dashboard_app.components.experiment_words import plan_words
from dashboard_app.components.states import note, nothing_here
from dashboard_app.components.step_button import press
from dashboard_app.experiments import UnknownExperimentError
from dashboard_app.filters import end, is_uuid
from dashboard_app.i18n import N_
from dashboard_app.pressed import typed_by_name
from dashboard_app.shared_answers import share
from db.experiments import Experiment, ExperimentError, NewExperiment
from db.models.experiment import ENDED

PATH = "/experiments"
BODY, TOLD, PANEL, CURRENT, PAST, SHOWN, CHANGED = (
    f"experiments-{name}" for name in ("body", "told", "panel", "current", "past", "shown", "changed")
)
MAX_PAST = 20
FAULTS = {
    "invalid_name": N_("Give it a name, of at most 60 characters."),
    "invalid_agent": N_("Write the id of the other agent, as ElevenLabs shows it."),
    "same_agent": N_("The other agent is the usual one."),
    "invalid_difference": N_("The difference is from 1 to 50 points."),
    "invalid_end": N_("The end must be in the future."),
    "one_is_open": N_("There is an experiment already: one at a time."),
    "unknown_agent": N_("This agent does not answer for you."),
}


def title() -> str:
    return str(_("Experiments")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    about = html.P(
        _("Two agents answer at the same time, and you see which of them serves your callers better.")
    )
    head = html.Div(html.Div([html.H1(_("Experiments")), about]), className="page-head")
    return html.Div(
        [
            head,
            html.Div(html.Div(id=PANEL), className="experiment-ask"),
            html.Div(id=TOLD, role="status", className="experiment-told"),
            dcc.Store(id=CHANGED),
            dcc.Store(id=PRESSED),
            html.Div(shown(), id=BODY, className="stack"),
        ]
    )


def may_change() -> bool:
    return member().role == "admin"


def shown() -> list[Any]:
    listed = experiments.all_experiments()
    return [
        dcc.Store(id=SHOWN, data=states_of(listed)),
        html.Div(current(listed), id=CURRENT, className="stack"),
        html.Div(past(listed), id=PAST, className="stack"),
    ]


def states_of(listed: Sequence[Experiment]) -> dict[str, str]:
    return {str(one.id): one.status for one in listed}


def current(listed: Sequence[Experiment]) -> list[Any]:
    """The experiment that is not over, else the form that starts one."""
    cards = [
        experiment_card(experiments.result_of(one.id), may_change=may_change())
        for one in listed
        if one.status != ENDED
    ]
    return cards or beginning(has_past=bool(listed))


def past(listed: Sequence[Experiment]) -> list[Any]:
    over = [one for one in listed if one.status == ENDED][:MAX_PAST]
    head = [html.H2(_("Earlier ones"), className="section-name")] if over else []
    return [*head, *(past_experiment(one, experiments.past_outcome(one)) for one in over)]


share(f"..{CURRENT}.children...{PAST}.children...{SHOWN}.data..", CHANGED)


@callback(
    Output(CURRENT, "children"),
    Output(PAST, "children"),
    Output(SHOWN, "data"),
    Input(CHANGED, "data"),
    State(SHOWN, "data"),
    prevent_initial_call=True,
)
def follow(_tick: object, states: dict[str, str]) -> tuple[Any, Any, Any]:
    """What is being typed or read stays as long as no experiment begins, pauses or ends."""
    listed = experiments.all_experiments()
    if states != states_of(listed):
        return current(listed), past(listed), states_of(listed)
    if all(one.status == ENDED for one in listed):
        return no_update, no_update, no_update
    return current(listed), no_update, no_update


clientside_callback(
    ClientsideFunction("experiments", "listen"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    prevent_initial_call=True,
)


@callback(
    Output({"type": INSIDE, "experiment": MATCH}, "children"),
    Input({"type": OPENED, "experiment": MATCH}, "n_clicks"),
    State({"type": OPENED, "experiment": MATCH}, "id"),
    prevent_initial_call=True,
)
def show_past(clicks: int, opened: dict[str, str]) -> Any:
    """Once: what is over changes no more."""
    if clicks != 1 or not is_uuid(opened["experiment"]):
        return no_update
    try:
        found = experiments.result_of(UUID(opened["experiment"]))
    except UnknownExperimentError:
        return note(_("There is no such experiment."), kind="is-warn")
    return experiment_body(found, may_change=False)


def beginning(*, has_past: bool) -> list[Any]:
    what = nothing_here(
        _("No experiment yet"),
        _(
            "Does a shorter greeting serve more callers? Comparing this month with the last one does not tell: other people called. In an experiment a share of the callers hears another agent in the same days, so what differs is the agent."
        ),
        symbol="signpost-split",
        small=True,
    )
    form = [experiment_form(experiments.agents(), planned(FIRST))] if may_change() else []
    who = [] if may_change() else [note(_("Administrators can start one."))]
    return [*([] if has_past else [what]), *form, *who]


def planned(typed: dict[str, Any]) -> str:
    """What it would take; nothing as long as the form says too little."""
    try:
        difference = round(float(typed.get("difference") or 0) / 100, 6)
        share = int(typed.get("share") or 0)
        usual = usual_agent(typed) or first_agent()
        return plan_words(experiments.planned(usual, str(typed.get("metric") or ""), difference, share))
    except ExperimentError as error:
        return str(_(FAULTS[error.code])) if error.code in FAULTS else ""
    except ValueError:
        return ""


def first_agent() -> str:
    return next((identity for identity, _name in experiments.agents()), "")


@callback(
    Output(PLAN, "children"),
    Input(field("usual"), "value"),
    Input(field("share"), "value"),
    Input(field("metric"), "value"),
    Input(field("difference"), "value"),
    prevent_initial_call=True,
)
def show_plan(usual: str, share: str, metric: str, difference: Any) -> str:
    return planned({"usual": usual, "share": share, "metric": metric, "difference": difference})


@callback(
    Output(BODY, "children"),
    Output(TOLD, "children"),
    Output(PANEL, "children"),
    Input(PRESSED, "data"),
    State({"type": FIELD, "name": ALL}, "value"),
    State({"type": FIELD, "name": ALL}, "id"),
    prevent_initial_call=True,
)
def act(sent: object, values: list[Any], ids: list[dict[str, str] | None]) -> Any:
    pressed = press(sent)
    if pressed is None or not may_change():
        return (no_update,) * 3
    typed = typed_by_name(values, ids)
    return done(pressed["step"], pressed["index"], typed)


def done(what: str, experiment_id: str, typed: dict[str, Any]) -> tuple[Any, Any, Any]:
    """What is shown, said and asked then."""
    try:
        match what:
            case "ask":
                return no_update, None, ask_to_end(experiment_id)
            case "close":
                return no_update, None, None
            case "start":
                experiments.start(read(typed))
                words = _("It runs: new calls are split within half a minute.")
            case "resume":
                experiments.resume(UUID(experiment_id))
                words = _("It goes on: new calls are split within half a minute.")
            case _:
                experiments.end(UUID(experiment_id))
                words = _("Ended: within half a minute all callers have the usual agent.")
    except ExperimentError as error:  # what was typed stays
        told = _(FAULTS[error.code]) if error.code in FAULTS else str(error)
        return no_update, note(told, kind="is-warn", symbol="exclamation-triangle"), no_update
    except (UnknownExperimentError, ValueError):
        return shown(), note(_("There is no such experiment."), kind="is-warn"), None
    return shown(), note(words, symbol="check-circle"), None


def read(typed: dict[str, Any]) -> NewExperiment:
    """Raises ExperimentError."""
    return NewExperiment(
        name=str(typed.get("name") or "").strip(),
        usual_agent=usual_agent(typed),
        other_agent=str(typed.get("other") or "").strip(),
        share_percent=int(typed.get("share") or 0),
        metric=str(typed.get("metric") or ""),
        smallest_difference=points(typed.get("difference")),
        ends_at=end(last_day(typed.get("until")), ZoneInfo(member().timezone)),
    )


def usual_agent(typed: dict[str, Any]) -> str:
    given = str(typed.get("usual") or "")
    return "" if given == OF_THE_SERVER else given


def points(given: Any) -> float:
    try:
        return round(float(given) / 100, 6)
    except (TypeError, ValueError):
        raise ExperimentError("invalid_difference", "A number is needed.") from None


def last_day(given: Any) -> date | None:
    try:
        return date.fromisoformat(str(given)) if given else None
    except ValueError:
        raise ExperimentError("invalid_end", "A day is needed.") from None
