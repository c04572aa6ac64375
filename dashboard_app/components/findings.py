"""Findings of the rule-based analysis, each linked to the turns that prove it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import badge, outcome_badge, urgency_badge
from dashboard_app.components.conduct import line_row, mishaps_row, requested_row
from dashboard_app.components.entity_value import written
from dashboard_app.components.promises import promise_list
from dashboard_app.components.proof import Json, object_of, objects, proof, text_of, turns_of
from dashboard_app.components.review_marks import Choice, Marker, no_marks
from dashboard_app.components.states import nothing_here
from dashboard_app.components.talk import pauses_note, talk_bar
from dashboard_app.i18n import N_

Row = tuple[str, Component | str | list[Any]]
# Notices not given by the agent itself.
TELLERS = {"carrier": N_("by the carrier"), "page": N_("on the page")}


def findings(
    results: Json | None,
    call: Mapping[str, Any] | None = None,
    *,
    follow_up: str | None = None,
    mark: Marker = no_marks,
) -> Component:
    if not results:
        title, text = _("Not analysed yet"), _("The analysis by rules comes by itself when the call ends.")
        return nothing_here(title, text, symbol="hourglass-split", small=True)
    rows = [
        row
        for row in (*main_rows(results, mark), *more_rows(results, call or {}, follow_up))
        if row is not None
    ]
    listed = [part for name, value in rows for part in (html.Dt(name), html.Dd(value))]
    return html.Div(
        [
            html.Dl(listed, className="findings"),
            talk_bar(object_of(results.get("talk"))),
            pauses_note(results),
        ]
    )


def main_rows(results: Json, mark: Marker) -> Sequence[Row | None]:
    outcome, urgency = object_of(results.get("outcome")), object_of(results.get("urgency"))
    shown_outcome = outcome_badge(text_of(outcome.get("value")))
    pressing = urgency_badge(text_of(urgency.get("value"))) or texts.say(
        texts.URGENCIES, text_of(urgency.get("value"))
    )
    return (
        (_("Intent"), intents(results, mark)),
        (
            _("Outcome"),
            [*with_proof(shown_outcome, outcome), marked("outcome", outcome, texts.OUTCOMES, mark)],
        )
        if shown_outcome
        else None,
        abandonment_row(object_of(results.get("abandonment"))),
        (_("Urgency"), [*with_proof(pressing, urgency), marked("urgency", urgency, texts.URGENCIES, mark)])
        if urgency
        else None,
        funnel_row(objects(results.get("funnel"))),
        (_("Services"), services(objects(results.get("services")))) if results.get("services") else None,
    )


def more_rows(results: Json, call: Mapping[str, Any], follow_up: str | None) -> Sequence[Row | None]:
    sentiment = object_of(results.get("sentiment"))
    mood = texts.say(texts.SENTIMENTS, text_of(sentiment.get("value")))
    entities, promises = object_of(results.get("entities")), objects(results.get("promises"))
    return (
        (_("Mood"), with_proof(mood, sentiment)) if sentiment else None,
        (_("Details"), html.Ul([entity(*item) for item in entities.items()], className="sub-list"))
        if entities
        else None,
        (_("Promised"), promise_list(promises, call, follow_up)) if promises else None,
        requested_row(object_of(results.get("requested"))),
        mishaps_row(results),
        line_row(object_of(results.get("line"))),
        language_row(results),
        notices_row(objects(results.get("notices")), is_mute=is_mute(object_of(results.get("talk")))),
    )


def with_proof(value: Component | str, finding: Json) -> list[Component | str]:
    shown = html.Span(value, className="finding-value") if isinstance(value, str) else value
    links = proof(turns_of(finding.get("evidence")))
    return [shown] if links is None else [shown, links]


def intents(results: Json, mark: Marker) -> list[Any]:
    intent = object_of(results.get("intent"))
    shown = with_proof(texts.say(texts.INTENTS, text_of(intent.get("value"))), intent)
    further = objects(results.get("secondary_intents"))
    also = [
        html.Div(["+ ", *with_proof(texts.say(texts.INTENTS, text_of(item.get("value"))), item)])
        for item in further
    ]
    return [*shown, marked("intent", intent, texts.INTENTS, mark), *also]


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
    shown = written(name, str(found.get("value", "")))
    state = texts.say(texts.ENTITY_STATES, text_of(found.get("state")))
    label = html.Span(texts.say(texts.ENTITIES, name) + ": ", className="faint")
    return html.Li([label, *with_proof(shown, found), html.Span(f" {state}", className="faint")])


def marked(subject: str, finding: Json, names: Mapping[str, str], mark: Marker) -> Component | None:
    """Review buttons, with the alternative values."""
    said = text_of(finding.get("value"))
    if said is None:
        return None
    choices: list[Choice] = [(name, texts.say(names, name)) for name in names]
    return mark(subject, said=said, choices=choices)


def funnel_row(steps: Sequence[Json]) -> Row | None:
    """How far a booking got: the last step reached, with its proof, and how many there are."""
    reached = [step for step in steps if step.get("reached")]
    if not steps:
        return None
    if not reached:
        return (_("Booking"), html.Span(_("not begun"), className="faint"))
    last = reached[-1]
    name = texts.say(texts.FUNNEL, text_of(last.get("step")))
    count = _("step %(place)s of %(all)s", place=steps.index(last) + 1, all=len(steps))
    return (_("Booking"), [*with_proof(name, last), html.Span(f" · {count}", className="faint")])


def language_row(results: Json) -> Row | None:
    """Shown only if the call used several languages, or the agent answered in another than the caller's."""
    spoken = objects(results.get("turn_languages"))
    names = list(dict.fromkeys(str(turn.get("language")) for turn in spoken))
    others = results.get("language_mismatch")
    wrong = [turn for turn in others if isinstance(turn, int)] if isinstance(others, list) else []
    if len(names) < 2 and not wrong:
        return None
    said = " → ".join(texts.say(texts.LANGUAGES, name) for name in names)
    warning = html.Div(
        [_("The agent answered in another language than the caller"), proof(wrong)], className="is-warn-text"
    )
    return (_("Languages"), [said, warning if wrong else None])


def is_mute(talk: Json) -> bool:
    """Neither side said anything."""
    return bool(talk) and talk.get("agent_ms") == 0 and talk.get("user_ms") == 0


def notices_row(notices: Sequence[Json], *, is_mute: bool = False) -> Row | None:
    """Legally required notices, and whether each was given. Where nobody spoke, none could be."""
    if not notices:
        return None
    marks = [notice(item, is_mute=is_mute) for item in notices]
    return (_("Notices"), html.Ul(marks, className="sub-list"))


def notice(item: Json, *, is_mute: bool = False) -> html.Li:
    name = texts.say(texts.NOTICES, text_of(item.get("kind")))
    missing = badge(_("nothing was said")) if is_mute else badge(_("no"), "is-warn", "x-lg")
    mark = badge(_("yes"), "is-good", "check-lg") if item.get("heard") else missing
    moment = item.get("heard_ms")
    when = f" {formats.offset(moment)}" if item.get("heard") and isinstance(moment, int) else ""
    teller = TELLERS.get(text_of(item.get("by")) or "")
    by = f" · {_(teller)}" if teller else ""
    return html.Li(
        [mark, " ", name, html.Span(f"{when}{by}", className="faint"), proof(turns_of(item.get("evidence")))]
    )
