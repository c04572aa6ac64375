"""An organization's own alert rules, as part of the settings: tried on the calls that there were, made, changed, switched off and deleted."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from dash import ALL, Input, Output, State, callback, html, no_update
from flask_babel import gettext as _

from dashboard_app import own_rules
from dashboard_app.access.members import member
from dashboard_app.components.cards import card
from dashboard_app.components.own_rule_trial import trial_result
from dashboard_app.components.own_rules import (
    ANY,
    BEGINNING,
    FIELD,
    NEW,
    STEP,
    ask_to_delete,
    rule_form,
    rule_list,
    step,
    unit_words,
)
from dashboard_app.components.states import note
from dashboard_app.i18n import N_
from dashboard_app.metrics_of_reader import parts_of_trade
from dashboard_app.own_rules import UnknownRuleError
from dashboard_app.pressed import pressed_button, typed_by_name
from dashboard_app.viewer import reading
from db.own_rules import FILTERS, OwnRule, OwnRuleError
from db.queries.organizations import agents_of, lines_of

LIST, TOLD, PANEL = (f"own-rules-{name}" for name in ("list", "told", "panel"))
FAULTS = {
    "unknown_metric": N_("Choose a figure."),
    "invalid_name": N_("Give it a name, of at most 60 characters."),
    "short_window": N_("This figure is known only days after a call: choose a longer time."),
    "invalid_window": N_("Choose over what time."),
    "invalid_threshold": N_("The threshold must be a number; a share is from 0 to 100 %."),
    "impossible_threshold": N_("No figure can be past this threshold, so the rule would never alert."),
    "invalid_minimum": N_("The number of calls must be from 1 to 10,000."),
    "invalid_filter": N_("One of the filters is not understood."),
    "many_rules": N_("There are twenty rules, and no more than that."),
}
Shown = tuple[Any, Any]  # message, panel


def own_rules_card(*, may_change: bool) -> html.Section:
    about = html.P(
        _("A figure that you do not want to see past a line of your own. They are watched with the others, and told in the same ways."),
        className="faint",
    )  # fmt: skip
    add = step(NEW, "add", str(_("Add a rule")), look="btn-primary") if may_change else None
    body = [
        about,
        html.Div(listed(may_change=may_change), id=LIST),
        html.Div(id=PANEL),
        # Below the buttons, where a reader on a telephone is.
        html.Div(id=TOLD, role="status", className="mt-3"),
        html.Div(add, className="mt-3"),
    ]
    return card(_("Alert rules of your own"), body)


def may_change() -> bool:
    return member().role == "admin"


def agents() -> dict[str, str]:
    with reading() as session:
        return dict(agents_of(session, member().organization_id))


def form(rule_id: str, rule: OwnRule) -> Any:
    with reading() as session:
        theirs, numbers = lines_of(session, member().organization_id)
    return rule_form(rule_id, rule, dict(theirs), numbers)


def listed(*, may_change: bool) -> Any:
    return rule_list(own_rules.all_rules(), agents(), may_change=may_change)


@callback(
    Output(LIST, "children"),
    Output(TOLD, "children"),
    Output(PANEL, "children"),
    Input({"type": STEP, "step": ALL, "rule": ALL}, "n_clicks"),
    State({"type": FIELD, "name": ALL}, "value"),
    State({"type": FIELD, "name": ALL}, "id"),
    prevent_initial_call=True,
)
def act(_clicks: list[int], values: list[Any], ids: list[dict[str, str] | None]) -> Any:
    pressed = pressed_button()
    if pressed is None or not may_change():
        return (no_update,) * 3
    typed = typed_by_name(values, ids)
    told, panel = done(pressed["step"], pressed["rule"], typed)
    return listed(may_change=True), told, panel


@callback(
    Output({"type": FIELD, "name": "unit"}, "children"),
    Input({"type": FIELD, "name": "metric"}, "value"),
    prevent_initial_call=True,
)
def name_unit(metric: str) -> str:
    return unit_words(metric)


def done(what: str, rule_id: str, typed: dict[str, Any]) -> Shown:
    try:
        return stepped(what, rule_id, typed)
    except OwnRuleError as error:  # what was typed stays
        words = _(FAULTS[error.code]) if error.code in FAULTS else str(error)
        return note(words, kind="is-warn", symbol="exclamation-triangle"), no_update
    except (UnknownRuleError, ValueError):
        return note(_("There is no such rule any more."), kind="is-warn"), None


def stepped(what: str, rule_id: str, typed: dict[str, Any]) -> Shown:
    match what:
        case "add":
            return None, form(NEW, BEGINNING)
        case "close":
            return None, None
        case "try":
            rule = read(typed, before(rule_id))
            return trial_result(rule, own_rules.would_have(rule)), no_update
        case "save":
            return saved(rule_id, typed)
    kept = own_rules.as_it_is(UUID(rule_id))
    match what:
        case "edit":
            return None, form(rule_id, kept.rule)
        case "delete":
            return None, ask_to_delete(kept)
        case "delete-now":
            own_rules.delete(kept.id)
            return note(_("Deleted."), symbol="check-circle"), None
    own_rules.change(kept.id, replace(kept.rule, is_on=what == "on"))
    words = _("Switched on: it is watched from now on.") if what == "on" else _("Switched off.")
    return note(words, symbol="check-circle"), None


def saved(rule_id: str, typed: dict[str, Any]) -> Shown:
    rule = read(typed, before(rule_id))
    if rule_id == NEW:
        own_rules.add(rule)
    else:
        own_rules.change(UUID(rule_id), rule)
    return note(_("Saved. It is looked at within two minutes."), symbol="check-circle"), None


def before(rule_id: str) -> OwnRule:
    return BEGINNING if rule_id == NEW else own_rules.as_it_is(UUID(rule_id)).rule


def read(typed: dict[str, Any], was: OwnRule) -> OwnRule:
    """What has no control stays as it was."""
    chosen = {name: str(typed.get(f"only-{name}") or ANY) for name in FILTERS if f"only-{name}" in typed}
    filters = {**was.filters, **chosen}
    metric = str(typed.get("metric") or "")
    rule = replace(
        was,
        name=" ".join(str(typed.get("name") or "").split()),
        metric=metric,
        parts=was.parts if metric == was.metric else parts_of_trade(metric),
        comparison="under" if typed.get("comparison") == "under" else "over",
        hours=whole(typed.get("hours"), "invalid_window"),
        minimum=whole(typed.get("minimum"), "invalid_minimum"),
        severity="critical" if typed.get("severity") == "critical" else "warning",
        filters={name: value for name, value in filters.items() if value != ANY},
    )
    threshold = number(typed.get("threshold"), "invalid_threshold")
    is_share = unit_of(rule) == "ratio"
    return replace(rule, threshold=round(threshold / 100, 10) if is_share else threshold)


def unit_of(rule: OwnRule) -> str:
    try:
        return rule.figure.unit
    except KeyError:
        return ""


def whole(given: Any, code: str) -> int:
    found = number(given, code)
    if not found.is_integer():
        raise OwnRuleError(code, "A whole number is needed.")
    return int(found)


def number(given: Any, code: str) -> float:
    """Of a control, which gives words or a number. Raises OwnRuleError."""
    try:
        return float(given)
    except (TypeError, ValueError):
        raise OwnRuleError(code, "A number is needed.") from None
