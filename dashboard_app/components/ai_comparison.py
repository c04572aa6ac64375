"""Two AI analyses of one call side by side: the differences claim by claim, and the cost of each."""

from collections.abc import Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.ai_checks import CLAIMS
from dashboard_app.components.ai_result import MOMENTS, VERDICTS, named
from dashboard_app.components.ai_versions import cost, latency
from dashboard_app.components.badges import badge
from dashboard_app.components.entity_value import written
from dashboard_app.components.prompt_names import prompt_version
from dashboard_app.components.proof import proof
from dashboard_app.i18n import N_
from db.queries.analysis_versions import Version
from db.queries.comparing import Change, Said, compare, counts

LOOKS = {
    "changed": (N_("differs"), "is-warn"),
    "added": (N_("only on the right"), "is-info"),
    "dropped": (N_("only on the left"), "is-info"),
}
WORDS = {name: words for name, (words, _look, _symbol) in VERDICTS.items()}


def comparison(left: Version, right: Version) -> Component:
    changes = compare(left.results, right.results)
    totals = counts(changes)
    summary = _(
        "%(changed)s differ, %(dropped)s only on the left, %(added)s only on the right, %(same)s alike",
        **{name: formats.number(found) for name, found in totals.items()},
    )
    different = [change for change in changes if change.kind != "same"]
    alike = [change for change in changes if change.kind == "same"]
    return html.Div(
        [
            figures(left, right),
            html.P(summary, className="quiet mt-3"),
            *parts(different),
            html.Details([html.Summary(_("What both say")), *parts(alike)], className="mt-3")
            if alike
            else None,
        ],
        className="compared",
    )


def figures(left: Version, right: Version) -> html.Table:
    rows = (
        (_("Model"), left.model, right.model),
        (_("Prompt"), *instructions(left, right)),
        (_("Cost"), cost(left), cost(right)),
        (_("Answer after"), latency(left), latency(right)),
        (_("Claims with proof"), *map(count, (left.proven, right.proven))),
        (_("Claims left out"), *map(count, (left.dropped, right.dropped))),
    )
    body = [
        html.Tr(
            [
                html.Th(name, scope="row"),
                *(html.Td(value or formats.NOTHING) for value in pair),
            ],
            className="is-different" if pair[0] != pair[1] else "",
        )
        for name, *pair in rows
    ]
    return html.Table(html.Tbody(body), className="compared-figures")


def instructions(left: Version, right: Version) -> tuple[str, str]:
    """Prompt names, or the full versions if only their fingerprints differ."""
    named = prompt_version(left.version), prompt_version(right.version)
    only_by_print = named[0] == named[1] and left.version != right.version
    return (left.version, right.version) if only_by_print else named


def count(value: int | None) -> str:
    return "" if value is None else formats.number(value)


def parts(changes: Sequence[Change]) -> list[Component]:
    found: list[Component] = []
    for part, group in groupby(changes, key=lambda change: change.part):
        found += [html.H3(texts.say(CLAIMS, part), className="section-name"), *map(beside, group)]
    return found


def beside(change: Change) -> html.Div:
    words, look = LOOKS.get(change.kind, ("", ""))
    name = name_of(change)
    head = [
        html.Span(name, className="fw-semibold") if name else None,
        badge(_(words), look) if words else None,
    ]
    sides = [side(change, said) for said in (change.left, change.right)]
    return html.Div(
        [
            html.Div(head, className="compared-head") if any(head) else None,
            html.Div(sides, className="compared-pair"),
        ],
        className="compared-item",
    )


def side(change: Change, said: Said | None) -> html.Div:
    if said is None:
        return html.Div(formats.NOTHING, className="faint")
    why = html.Div(said.why, className="faint") if said.why else None
    return html.Div([value_of(change, said.value), proof(said.turns), why])


def name_of(change: Change) -> str:
    if change.part == "criteria":
        return texts.say(texts.CRITERIA, change.name)
    if change.part == "entities":
        return texts.say(texts.ENTITIES, change.name)
    return texts.say(MOMENTS, change.name) if change.part == "sentiment" else ""


def value_of(change: Change, value: str) -> str:
    if change.part == "criteria":
        return texts.say(WORDS, value)
    if change.part == "sentiment":
        return texts.say(texts.SENTIMENTS, value)
    if change.part == "entities":
        return written(change.name, value)
    return named(value) if change.part in {"intent", "services"} else value
