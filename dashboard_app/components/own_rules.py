"""An organization's own alert rules on the settings page: the list, and the form of one."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.alerting import own_wording, wording
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.setting_form import element_id
from dashboard_app.components.states import nothing_here
from dashboard_app.explore.traits import NAMES
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader
from db.own_rules import MAX_MINIMUM, MAX_NAME_CHARACTERS, KeptRule, OwnRule
from db.queries.metrics.definitions import METRICS

STEP, FIELD = "own-rule-step", "own-rule-field"  # id types
NEW = "new"
BEGINNING = OwnRule(name="", metric="answered_rate", hours=24, comparison="under", threshold=0.9)
# With a control.
TRAITS = (
    "agent",
    "called",
    "direction",
    "language",
    "intent",
    "service",
    "urgency",
    "outcome",
)
ANY = "any"
Agents = Mapping[str, str]


def rule_list(rules: Sequence[KeptRule], agents: Agents, *, may_change: bool) -> Any:
    if not rules:
        return nothing_here(
            _("No rules of your own yet"),
            _(
                "Such as: fewer than 90 % of calls answered in the last 24 hours, or more than 5 calls missed in the last hour."
            ),
            symbol="bell",
            small=True,
        )
    return html.Ul(
        [html.Li(rule_item(one, agents, may_change=may_change)) for one in rules], className="own-rules"
    )


def rule_item(kept: KeptRule, agents: Agents, *, may_change: bool) -> html.Div:
    rule = kept.rule
    marks = [] if rule.is_on else [badge(str(_("switched off")), "is-warn")]
    if rule.severity == "critical":
        marks.append(badge(texts.say(wording.SEVERITIES, rule.severity), "is-bad"))
    return html.Div(
        [
            html.Div([html.B(rule.name), *marks], className="badges"),
            html.P(own_wording.condition(rule, agents)),
            html.Div(steps(kept), className="own-rule-steps") if may_change else None,
        ]
    )


def steps(kept: KeptRule) -> list[html.Button]:
    listed = (
        ("edit", _("Change")),
        ("off" if kept.rule.is_on else "on", _("Switch off") if kept.rule.is_on else _("Switch on")),
        ("delete", _("Delete…")),
    )
    return [step(str(kept.id), what, str(words), of=kept.rule.name) for what, words in listed]


def step(rule: str, what: str, words: str, *, of: str = "", look: str = "btn-light btn-sm") -> html.Button:
    about = {"aria_label": f"{words}: {of}"} if of else {}
    return html.Button(
        words,
        id={"type": STEP, "step": what, "rule": rule},
        n_clicks=0,
        className=f"btn {look}",
        **attributes(**about, **keyboard(rule, what)),
    )


def keyboard(rule: str, what: str) -> dict[str, str]:
    """For `assets/02_focus.js`: switching on and off are one button; adding has the focus when what had it is gone."""
    if what in {"on", "off"}:
        return {"data_same": f"switch {rule}"}
    return {"data_inherits": "yes"} if what == "add" else {}


def rule_form(rule_id: str, rule: OwnRule, agents: Agents, numbers: Sequence[str] = ()) -> html.Div:
    """`rule_id`: the id of the rule, or NEW."""
    title = _("A new rule") if rule_id == NEW else _("Change the rule")
    windows = [{"value": str(hours), "label": _(words)} for hours, words in own_wording.WINDOWS.items()]
    scale = 100 if rule.is_known and rule.figure.unit == "ratio" else 1
    boxes = [
        labelled("name", _("Name"), dbc.Input(id=field("name"), type="text", value=rule.name, maxLength=MAX_NAME_CHARACTERS, autocomplete="off"), _("It is the alert's name.")),
        labelled("metric", _("Figure"), select("metric", figures(rule), rule.metric)),
        html.Div(
            [
                labelled("comparison", _("Alert me at"), select("comparison", texts.choices(own_wording.COMPARISONS), rule.comparison)),
                labelled("threshold", unit(rule), number("threshold", round(rule.threshold * scale, 6))),
                labelled("hours", _("Over what time"), select("hours", windows, str(rule.hours))),
            ],
            className="own-rule-line",
        ),
        html.Div(
            [
                labelled("minimum", _("From how many calls on"), number("minimum", rule.minimum, least=1, most=MAX_MINIMUM), _("What is counted needs no minimum.")),
                labelled("severity", _("How it is told"), select("severity", told_how(), rule.severity)),
            ],
            className="own-rule-line",
        ),
        some_calls(rule, agents, numbers),
    ]  # fmt: skip
    buttons = [
        step(rule_id, "save", str(_("Save")), look="btn-primary"),
        step(rule_id, "try", str(_("Try it")), look="btn-light"),
        step(rule_id, "close", str(_("Cancel")), look="btn-light"),
    ]
    return html.Div(
        [
            html.H3(title, className="section-name"),
            html.Div(boxes, className="setting-fields"),
            html.P(honesty(), className="faint"),
            html.Div(buttons, className="form-line"),
        ],
        className="own-rule-panel",
        **attributes(data_asks=f"rule {rule_id}"),
    )


def figures(rule: OwnRule) -> list[dict[str, str]]:
    """With the rule's own, which the template may have lost."""
    offered = metrics_of_reader() | ({rule.metric: rule.figure} if rule.is_known else {})
    return [{"value": metric.name, "label": text_of(metric).title} for metric in offered.values()]


def told_how() -> list[dict[str, str]]:
    return [
        {"value": "warning", "label": _("Warning: written when the business is open")},
        {"value": "critical", "label": _("Critical: written at once")},
    ]


def honesty() -> str:
    return str(
        _(
            "A share or a length of few calls may be chance: the alert opens only once the whole interval, not only the figure, is past the threshold, and is over when the figure itself no longer is."
        )
    )


def unit(rule: OwnRule) -> html.Span:
    return html.Span(unit_words(rule.metric), id=field("unit"))


def unit_words(metric: str) -> str:
    found = metrics_of_reader().get(metric, METRICS[0])
    return str(_("Threshold, in %(unit)s", unit=_(own_wording.UNITS[found.unit])))


def some_calls(rule: OwnRule, agents: Agents, numbers: Sequence[str]) -> html.Details:
    """Our number is asked for only where there are several."""
    options = {
        "agent": [{"value": identity, "label": name} for identity, name in agents.items()],
        "called": [{"value": number, "label": formats.phone(number)} for number in numbers],
        "direction": texts.choices(texts.DIRECTIONS),
        "language": texts.choices(texts.LANGUAGES),
        "intent": texts.choices(texts.INTENTS),
        "service": texts.choices(texts.SERVICES),
        "urgency": texts.choices(texts.URGENCIES),
        "outcome": texts.choices(texts.OUTCOMES),
    }
    controls = [
        labelled(f"only-{name}", _(NAMES[name]), choice(name, options[name], rule.filters.get(name, ANY)))
        for name in TRAITS
        if name != "called" or len(numbers) > 1 or name in rule.filters
    ]
    return html.Details(
        [html.Summary(_("Only some of the calls")), html.Div(controls, className="own-rule-traits")],
        open=bool(rule.filters),
        className="own-rule-only",
    )


def choice(name: str, options: list[dict[str, str]], value: str) -> dbc.Select:
    """With what the rule has, also if it has no name here: several values come from programs."""
    known = {one["value"] for one in options} | {ANY}
    more = [] if value in known else [{"value": value, "label": value}]
    return select(f"only-{name}", [{"value": ANY, "label": _("All")}, *options, *more], value)


def field(name: str) -> dict[str, str]:
    return {"type": FIELD, "name": name}


def labelled(name: str, words: Any, box: Any, about: str = "") -> html.Div:
    label = html.Label(words, htmlFor=element_id(field(name)), className="setting-label")
    return html.Div([label, box, html.P(about) if about else None], className="setting-field")


def select(name: str, options: list[dict[str, str]], value: str) -> dbc.Select:
    return dbc.Select(id=field(name), options=options, value=value)


def number(name: str, value: float, *, least: float = 0, most: float | None = None) -> dbc.Input:
    limits = {"max": most} if most is not None else {}
    return dbc.Input(id=field(name), type="number", value=value, min=least, step="any", **limits)


def ask_to_delete(kept: KeptRule) -> html.Div:
    words = _("Delete %(name)s? What it has found stays on the page of alerts.", name=kept.rule.name)
    buttons = [
        step(str(kept.id), "delete-now", str(_("Delete")), look="btn-outline-danger btn-sm"),
        step(str(kept.id), "close", str(_("Cancel"))),
    ]
    return html.Div(
        [html.P(words), html.Div(buttons, className="form-line")],
        className="own-rule-panel",
        **attributes(data_asks=f"delete rule {kept.id}"),
    )
