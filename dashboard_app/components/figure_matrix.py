"""A figure for each pair of two traits' values, darker for more. Each cell leads to its calls. The table is one stop of the keyboard, and
arrows walk in it (`assets/04_charts.js`).
"""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.heat_table import WHITE_FROM, legible
from dashboard_app.components.metric_tile import exactly, standing
from dashboard_app.explore.answer import Answer, Value, highest, number, without_gaps
from dashboard_app.explore.traits import NAMES
from db.queries.metrics.figures import Figure

MOST_ROWS, MOST_COLUMNS = 24, 12
PALEST = 12  # percent of colour


def figure_matrix(answer: Answer) -> html.Div:
    shown = answer.shown(0, MOST_ROWS), answer.shown(1, most_columns(answer))
    rows, columns = map(without_gaps, answer.question.keys, shown)
    parts: list[Any] = [html.Div(table(answer, rows, columns), className="heat-place", tabIndex="0")]
    if sum(map(len, shown)) < sum(map(len, answer.ranked)):
        parts.append(html.P(_("Values with fewer calls are in the table."), className="faint figure-note"))
    return html.Div(parts)


def table(answer: Answer, rows: Sequence[Value], columns: Sequence[Value]) -> html.Table:
    found = [answer.found.get((row, column)) for row in rows for column in columns]
    scale = highest(figure for figure in found if figure is not None and not figure.is_few)
    corner = html.Th(_(NAMES[answer.question.by]), scope="col")
    heads = [html.Th(answer.name(1, column), scope="col") for column in columns]
    lines = [[cell(answer, row, column, scale) for column in columns] for row in rows]
    linked = [one.children for line in lines for one in line if one.children is not None]
    if linked:
        linked[0].tabIndex = "0"
    body = [
        html.Tr([html.Th(answer.name(0, row), scope="row"), *line])
        for row, line in zip(rows, lines, strict=True)
    ]
    return html.Table(
        [html.Thead(html.Tr([corner, *heads])), html.Tbody(body)], className="heat figure-matrix is-calls"
    )


def most_columns(answer: Answer) -> int:
    """All hours of a day, which are short."""
    return 24 if answer.question.split == "hour" else MOST_COLUMNS


def cell(answer: Answer, row: Value, column: Value, scale: float) -> html.Td:
    figure = answer.found.get((row, column))
    if figure is None:
        return html.Td(className="is-none")
    metric = answer.question.metric
    told, sample = exactly(metric, figure.value), standing(metric, figure)
    where = f"{answer.name(0, row)}, {answer.name(1, column)}: {told}"
    spoken = f"{where} ({sample})" if sample else where
    strength = strength_of(figure, scale)
    looks = {"is-strong": strength >= WHITE_FROM, "is-few": figure.is_few}
    link = html.A(
        told,
        href=answer.href((row, column)),
        title=spoken,
        className=" ".join(look for look, is_so in looks.items() if is_so),
        tabIndex="-1",
        **attributes(aria_label=spoken),
    )
    return html.Td(link, style={"--heat": f"{strength}%"})


def strength_of(figure: Figure, scale: float) -> int:
    """Too few calls have no colour: it would say more than they do."""
    if figure.is_few:
        return 0
    return legible(round(PALEST + (100 - PALEST) * min((number(figure) or 0) / scale, 1)))


def note(answer: Answer) -> Any:
    """What the pale cells mean, where there are any."""
    few = answer.question.metric.minimum_n
    if not few or not any(figure.is_few for figure in answer.found.values()):
        return None
    return html.P(_("Without colour: fewer than %(count)s calls.", count=few), className="faint figure-note")
