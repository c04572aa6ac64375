"""The form that starts an experiment, with what it would take."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.cards import card
from dashboard_app.components.experiment import step
from dashboard_app.components.setting_form import element_id
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader
from db.models.experiment import MAX_EXPERIMENT_NAME_CHARACTERS

FIELD, PLAN, NEW = "experiment-field", "experiment-plan", "new"
SHARES = (5, 10, 20, 30, 40, 50)
OF_THE_SERVER = "server"  # for the empty id of the agent of the environment: a select shows nothing for it
FIRST = {"usual": "", "share": "20", "metric": "booking_rate", "difference": 10}


def experiment_form(agents: list[tuple[str, str]], plan: str) -> html.Section:
    names = [
        {"value": identity or OF_THE_SERVER, "label": name or _("The usual agent")}
        for identity, name in agents
    ]
    shares = [{"value": str(one), "label": formats.percent(one / 100)} for one in SHARES]
    rates = [metric for metric in metrics_of_reader().values() if metric.kind == "rate"]
    metrics = [{"value": metric.name, "label": text_of(metric).title} for metric in rates]
    usual = select("usual", names, names[0]["value"] if names else "")
    limits = {"type": "text", "value": "", "autocomplete": "off"}
    boxes = [
        labelled("name", _("Name"), dbc.Input(id=field("name"), maxLength=MAX_EXPERIMENT_NAME_CHARACTERS, **limits), _("What is tried, such as “Shorter greeting”.")),
        line(
            labelled("usual", _("Who answers now"), usual),
            labelled("other", _("Id of the other agent at ElevenLabs"), dbc.Input(id=field("other"), maxLength=128, **limits), _("Such as agent_…; with the same audio formats.")),
        ),
        line(
            labelled("share", _("Callers who hear it"), select("share", shares, FIRST["share"]), _("The same caller always hears the same agent.")),
            labelled("metric", _("Figure that decides"), select("metric", metrics, FIRST["metric"])),
            labelled("difference", _("Smallest difference worth knowing, in points"), dbc.Input(id=field("difference"), type="number", value=FIRST["difference"], min=1, max=50, step="any"), _("The smaller, the longer it takes.")),
            labelled("until", _("Until, if it has to end"), dbc.Input(id=field("until"), type="date")),
        ),
    ]  # fmt: skip
    body = [
        html.Div(boxes, className="setting-fields"),
        html.Div(plan, id=PLAN, role="status", className="experiment-plan"),
        html.Div(step(NEW, "start", str(_("Start it")), look="btn-primary"), className="form-line"),
    ]
    return card(_("A new experiment"), html.Div(body, className="experiment"))


def field(name: str) -> dict[str, str]:
    return {"type": FIELD, "name": name}


def line(*boxes: Any) -> html.Div:
    return html.Div(list(boxes), className="own-rule-line")


def labelled(name: str, words: Any, box: Any, about: Any = "") -> html.Div:
    label = html.Label(words, htmlFor=element_id(field(name)), className="setting-label")
    return html.Div([label, box, html.P(about) if about else None], className="setting-field")


def select(name: str, options: list[dict[str, Any]], value: Any) -> dbc.Select:
    return dbc.Select(id=field(name), options=options, value=value)
