"""What the rules found in a call, each finding with links to the turns that prove it."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import badge, outcome_badge, urgency_badge
from dashboard_app.components.proof import Json, object_of, objects, proof, text_of, turns_of
from dashboard_app.components.states import nothing_here
from dashboard_app.components.talk import pauses_note, talk_bar

Row = tuple[str, Component | str | list[Any]]


def findings(results: Json | None) -> Component:
    if not results:
        title, text = _("Not analysed yet"), _("The analysis by rules comes by itself when the call ends.")
        return nothing_here(title, text, symbol="hourglass-split", small=True)
    rows = [row for row in (*main_rows(results), *more_rows(results)) if row is not None]
    listed = [part for name, value in rows for part in (html.Dt(name), html.Dd(value))]
    return html.Div(
        [
            html.Dl(listed, className="findings"),
            talk_bar(object_of(results.get("talk"))),
            pauses_note(results),
        ]
    )


def main_rows(results: Json) -> Sequence[Row | None]:
    outcome, urgency = object_of(results.get("outcome")), object_of(results.get("urgency"))
    shown_outcome = outcome_badge(text_of(outcome.get("value")))
    pressing = urgency_badge(text_of(urgency.get("value"))) or texts.say(
        texts.URGENCIES, text_of(urgency.get("value"))
    )
    return (
        (_("Wish"), wishes(results)),
        (_("Outcome"), with_proof(shown_outcome, outcome)) if shown_outcome else None,
        abandonment_row(object_of(results.get("abandonment"))),
        (_("Urgency"), with_proof(pressing, urgency)) if urgency else None,
        (_("Services"), services(objects(results.get("services")))) if results.get("services") else None,
    )


def more_rows(results: Json) -> Sequence[Row | None]:
    sentiment = object_of(results.get("sentiment"))
    mood = texts.say(texts.SENTIMENTS, text_of(sentiment.get("value")))
    entities, promises = object_of(results.get("entities")), objects(results.get("promises"))
    return (
        (_("Mood"), with_proof(mood, sentiment)) if sentiment else None,
        (_("Details"), html.Ul([entity(*item) for item in entities.items()], className="sub-list"))
        if entities
        else None,
        (_("Promised"), html.Ul([promise(item) for item in promises], className="sub-list"))
        if promises
        else None,
        notices_row(objects(results.get("notices"))),
    )


def with_proof(value: Component | str, finding: Json) -> list[Component | str]:
    shown = html.Span(value, className="finding-value") if isinstance(value, str) else value
    links = proof(turns_of(finding.get("evidence")))
    return [shown] if links is None else [shown, links]


def wishes(results: Json) -> list[Any]:
    intent = object_of(results.get("intent"))
    shown = with_proof(texts.say(texts.INTENTS, text_of(intent.get("value"))), intent)
    further = objects(results.get("secondary_intents"))
    also = [
        html.Div(["+ ", *with_proof(texts.say(texts.INTENTS, text_of(item.get("value"))), item)])
        for item in further
    ]
    return [*shown, *also]


def services(found: Sequence[Json]) -> html.Div:
    named = [
        html.Span(with_proof(badge(texts.say(texts.SERVICES, text_of(item.get("value"))), "is-info"), item))
        for item in found
    ]
    return html.Div(named, className="badges")


def abandonment_row(finding: Json) -> Row | None:
    stage = text_of(finding.get("stage"))
    if not finding.get("value") or stage is None:
        return None
    return (_("Left"), with_proof(texts.say(texts.STAGES, stage), finding))


def entity(name: str, finding: Any) -> html.Li:
    found = object_of(finding)
    value = str(found.get("value", ""))
    shown = formats.phone(value) if name == "phone" else value
    state = texts.say(texts.ENTITY_STATES, text_of(found.get("state")))
    label = html.Span(texts.say(texts.ENTITIES, name) + ": ", className="faint")
    return html.Li([label, *with_proof(shown, found), html.Span(f" {state}", className="faint")])


def promise(finding: Json) -> html.Li:
    label = html.Span(texts.say(texts.PROMISES, text_of(finding.get("kind"))) + ": ", className="faint")
    links = proof(turns_of(finding.get("evidence")))
    return html.Li(
        [label, f"«{finding.get('text', '')}»", links] if links else [label, f"«{finding.get('text', '')}»"]
    )


def notices_row(notices: Sequence[Json]) -> Row | None:
    """What the law asks the agent to say, and whether it was heard."""
    if not notices:
        return None
    marks = [notice(item) for item in notices]
    return (_("Notices"), html.Ul(marks, className="sub-list"))


def notice(item: Json) -> html.Li:
    name = texts.say(texts.NOTICES, text_of(item.get("kind")))
    mark = badge(_("yes"), "is-good", "check-lg") if item.get("heard") else badge(_("no"), "is-warn", "x-lg")
    return html.Li([mark, " ", name, proof(turns_of(item.get("evidence")))])
