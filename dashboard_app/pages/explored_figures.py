"""The answer to a question about figures, read and drawn: on `/explore`, and on boards."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.explored import explored
from dashboard_app.components.metric_tile import metric_tile
from dashboard_app.components.no_calls import no_match
from dashboard_app.components.states import note
from dashboard_app.explore.answer import Answer, Key, with_calls
from dashboard_app.explore.question import Question, fitting
from dashboard_app.explore.traits import NAMES
from dashboard_app.pages.panel_sections import columns, span_of
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.metrics.earlier import period_before
from db.queries.metrics.figures import Figure
from db.queries.metrics.keys import STRETCHES
from db.queries.metrics.measure import measure, measure_by
from db.queries.organizations import agents_of
from db.queries.selection import UNKNOWN


def drawn(wanted: Question, scope: Scope, *, name: str) -> list[Any]:
    """`name`: of its table, which stays open by it when the page is drawn anew."""
    question = shown_question(wanted, scope)
    return [*coarser(wanted, question), *figures(question, scope, name=name)]


def shown_question(wanted: Question, scope: Scope) -> Question:
    """With columns that are few enough for a chart of the period."""
    first, last = scope.days
    return fitting(wanted, (last - first).days + 1)


def coarser(wanted: Question, question: Question) -> list[Any]:
    if wanted.by == question.by:
        return []
    return [
        note(_("The period is long: it is shown by %(trait)s.", trait=texts.inside(_(NAMES[question.by]))))
    ]


def figures(question: Question, scope: Scope, *, name: str) -> list[Any]:
    """The figure of all the calls, and what it is made of."""
    metric, at = question.metric, scope.viewer.now
    with reading() as session:
        before = period_before(session, scope.selection, scope.viewer.timezone, now=at)
        whole = measure(session, [metric], scope.selection, now=at)[metric.name]
        then = measure(session, [metric], before, now=at)[metric.name] if before else None
        parts = measure_by(session, [metric], scope.selection, by=question.keys, now=at)
        agents = dict(agents_of(session, scope.viewer.organization_id)) if "agent" in question.keys else {}
    found = with_calls({key: figure[metric.name] for key, figure in parts.items()})
    if not found:
        return [no_match()]
    return [
        tile(question, whole, then, scope),
        *explored(answer_of(question, found, scope, agents), name=name),
    ]


def tile(question: Question, whole: Figure, then: Figure | None, scope: Scope) -> html.Div:
    shown = metric_tile(question.metric, whole, then, href=scope.behind(question.metric))
    return html.Div(shown, className="tiles metric-tiles explore-whole")


def answer_of(
    question: Question, found: Mapping[Key, Figure], scope: Scope, agents: Mapping[str, str]
) -> Answer:
    labels = dict(zip(*columns(scope, question.by), strict=True)) if question.is_over_time else {}
    return Answer(question, found, labels, agents, partial(calls_of, question, scope))


def calls_of(question: Question, scope: Scope, key: Key) -> str:
    """The list of the calls behind a figure; a shorter key is that of a whole column."""
    more: dict[str, object] = {}
    for trait, value in zip(question.keys, key, strict=False):
        is_time = trait in STRETCHES
        more |= span_of(value, scope, trait) if is_time else {trait: UNKNOWN if value is None else value}
    return scope.behind(question.metric, **more)
