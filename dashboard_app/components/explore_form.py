"""What is asked on `/explore`: three controls, and ready questions to begin with."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.call_filters import choice, field, labelled
from dashboard_app.explore.question import Question, parts_of
from dashboard_app.explore.traits import NAMES, choices
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader, metrics_of_trade
from db.queries.metrics.definitions import BY_NAME

PAGE = "explore"
MOST_OF_TRADE = 2
IDEAS = (
    ("booking_rate", "service", ""),
    ("missed_calls", "weekday", "hour"),
    ("abandonment_rate", "week", "language"),
    ("heard_gap_p50", "version", ""),
    ("cost_per_call", "intent", ""),
    ("repeat_call_rate", "intent", ""),
)


def question_form(question: Question, hidden: Collection[str] = ()) -> html.Div:
    traits = choices(set(hidden) - set(question.keys))
    figures = [
        {"value": metric.name, "label": text_of(metric).title} for metric in metrics_of_reader().values()
    ]
    split = {"split": question.split} if question.split else {}
    controls = [
        labelled("figure", _("Figure"), select("figure", figures, question.metric.name), page=PAGE),
        labelled("by", _("Broken down by"), select("by", traits, question.by), page=PAGE),
        labelled(
            "split",
            _("And by"),
            choice("split", traits, split, nothing=_("Nothing else"), page=PAGE),
            page=PAGE,
        ),
    ]
    return html.Div(controls, className="explore-question", role="group", **{"aria-label": _("Question")})


def select(name: str, options: list[dict[str, str]], value: str) -> dbc.Select:
    return dbc.Select(id=field(name, PAGE), options=options, value=value)


def title_of(question: Question) -> str:
    named = {"figure": text_of(question.metric).title, "trait": texts.inside(_(NAMES[question.by]))}
    if not question.split:
        return str(_("%(figure)s, by %(trait)s", **named))
    split = texts.inside(_(NAMES[question.split]))
    return texts.well_joined(_("%(figure)s, by %(trait)s and %(split)s", **named, split=split))


def ideas(path: str, filters: Mapping[str, str]) -> Any:
    """Of the same calls."""
    of_trade = [Question(metric, "month") for metric in metrics_of_trade().values()][:MOST_OF_TRADE]
    questions = [*(Question(BY_NAME[figure], by, split) for figure, by, split in IDEAS), *of_trade]
    listed = [
        html.Li(dcc.Link(title_of(one), href=f"{path}?{urlencode({**parts_of(one), **filters})}"))
        for one in questions
    ]
    return html.Ul(listed, className="explore-ideas")
