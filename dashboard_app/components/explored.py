"""An answer as a chart that suits its question, and the same numbers as a table."""

from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.figure_bars import figure_bars
from dashboard_app.components.figure_matrix import figure_matrix
from dashboard_app.components.figure_matrix import note as note_of_matrix
from dashboard_app.components.figure_over_time import figure_over_time
from dashboard_app.components.metric_tile import exactly
from dashboard_app.components.series_table import Row, series_table
from dashboard_app.explore.answer import Answer, Key
from dashboard_app.explore.traits import IN_ORDER, NAMES, place_of
from dashboard_app.metric_texts import text_of

MOST_ROWS = 1500  # of the table in the page; the API has them all


def explored(answer: Answer, *, name: str = "explore") -> list[Any]:
    """`name`: of the table, for its file and for staying open."""
    return [chart(answer), *notes(answer), table(answer, name)]


def chart(answer: Answer) -> html.Div:
    if answer.question.is_over_time:
        return figure_over_time(answer)
    return figure_matrix(answer) if answer.question.split else figure_bars(answer)


def notes(answer: Answer) -> list[Any]:
    """What the chart does not say by itself."""
    found: list[Any] = []
    if "service" in answer.question.keys:
        words = _("A call can be about several services, or none: they do not add up to all calls.")
        found.append(html.P(words, className="faint figure-note"))
    if answer.question.split and not answer.question.is_over_time:
        found.append(note_of_matrix(answer))
    if len(answer.found) > MOST_ROWS:
        shown, whole = formats.number(MOST_ROWS), formats.number(len(answer.found))
        words = _(
            "The table has the first %(shown)s of %(whole)s figures; the API has them all.",
            shown=shown,
            whole=whole,
        )
        found.append(html.P(words, className="faint figure-note"))
    return [one for one in found if one is not None]


def table(answer: Answer, name: str) -> html.Details:
    """A row for each figure, with its sample and its interval."""
    question = answer.question
    metric = question.metric
    second = [_(NAMES[question.split])] if question.split else []
    heads = [*second, text_of(metric).title, _("Calls"), _("at least"), _("at most")]
    keys = sorted(
        answer.found, key=lambda key: tuple(order(answer, place, value) for place, value in enumerate(key))
    )
    return series_table(name, heads, [row(answer, key) for key in keys[:MOST_ROWS]])


def order(answer: Answer, place: int, value: Any) -> Any:
    trait = answer.question.keys[place]
    if place == 0 and answer.question.is_over_time:
        return value
    return place_of(trait, value) if trait in IN_ORDER else answer.ranked[place].index(value)


def row(answer: Answer, key: Key) -> Row:
    metric, figure = answer.question.metric, answer.found[key]
    ends = [exactly(metric, end) for end in figure.interval] if figure.interval else [formats.NOTHING] * 2
    names = [answer.name(place, value) for place, value in enumerate(key)]
    return names[0], [*names[1:], exactly(metric, figure.value), formats.number(figure.n), *ends]
