"""A model's answer claim by claim, each linked to the turns that prove it."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.ai_checks import checks
from dashboard_app.components.badges import badge
from dashboard_app.components.entity_value import written
from dashboard_app.components.proof import Json, object_of, objects, proof, text_of, turns_of
from dashboard_app.components.review_marks import Marker, no_marks
from dashboard_app.components.states import note
from dashboard_app.i18n import N_

VERDICTS = {
    "success": (N_("yes"), "is-good", "check-lg"),
    "failure": (N_("no"), "is-bad", "x-lg"),
    "unknown": (N_("unclear"), "", "question-circle"),
}
MOMENTS = {"start": N_("at the start"), "middle": N_("in the middle"), "end": N_("at the end")}


def result_parts(results: Json, mark: Marker = no_marks) -> list[Component]:
    sections = [
        summary(results),
        in_callers_language(results),
        section(_("Intent"), intent(results)),
        section(
            _("To do"),
            marked_each("follow_ups", [follow_up(item) for item in objects(results.get("follow_ups"))], mark),
        ),
        section(
            _("Unresolved"), marked_each("unresolved_needs", claims(results.get("unresolved_needs")), mark)
        ),
        section(_("How the agent did"), [criterion(item, mark) for item in objects(results.get("criteria"))]),
        section(_("To improve"), marked_each("coaching", claims(results.get("coaching")), mark)),
        section(_("To offer"), marked_each("upsell", claims(results.get("upsell")), mark)),
        section(_("Mood"), [mood(item) for item in objects(results.get("sentiment"))]),
        section(
            _("Differs from the rules"), [difference(item) for item in objects(results.get("differences"))]
        ),
        section(_("Checked"), checks(results)),
    ]
    simulated = (
        note(_("Simulated answer: no language model is configured."), symbol="cpu")
        if results.get("is_simulated")
        else None
    )
    return [part for part in (simulated, *sections) if part is not None]


def summary(results: Json) -> html.P | None:
    sentences = objects(results.get("sentences"))
    if not sentences:
        text = text_of(results.get("summary"))
        return html.P(text, className="ai-summary mt-3") if text else None
    said: list[Any] = []
    for item in sentences:
        said += [str(item.get("text", "")), cited(item), " "]
    return html.P(said, className="ai-summary mt-2")


def in_callers_language(results: Json) -> html.Details | None:
    """Collapsed; for reading aloud to the caller. None if the summary is already in the caller's language."""
    summary_text = text_of(results.get("summary_caller_language"))
    if not summary_text or summary_text == results.get("summary"):
        return None
    return html.Details(
        [html.Summary(_("In the caller's language")), html.P(summary_text, className="mt-2 mb-0")],
        className="mt-2",
    )


def intent(results: Json) -> list[Component]:
    """The main intent with its rationale, and the services."""
    intent = object_of(results.get("intent"))
    value = text_of(intent.get("value"))
    if value is None:
        return []
    why = html.Div(str(intent.get("rationale") or ""), className="faint")
    unproven = None if intent.get("citations") else badge(_("without proof"), "is-warn")
    jobs = [
        html.Span([badge(texts.say(texts.SERVICES, text_of(item.get("value"))), "is-info"), cited(item)])
        for item in objects(results.get("services"))
    ]
    said = html.Span(texts.say(texts.INTENTS, value), className="fw-semibold")
    return [
        html.Li([said, cited(intent), unproven, why]),
        *([html.Li(jobs, className="badges")] if jobs else []),
    ]


def section(name: str, items: Sequence[Component]) -> html.Div | None:
    if not items:
        return None
    return html.Div([html.H3(name, className="section-name"), html.Ul(list(items), className="sub-list")])


def marked_each(section_name: str, items: Sequence[html.Li], mark: Marker) -> list[html.Li]:
    """Adds the right/wrong buttons to each claim."""
    for place, item in enumerate(items):
        item.children = [*item.children, mark(section_name, item=place)]
    return list(items)


def cited(item: Json) -> Component | None:
    return proof(turns_of(item.get("citations")))


def claims(found: Any) -> list[html.Li]:
    return [html.Li([str(item.get("text", "")), cited(item)]) for item in objects(found)]


def follow_up(item: Json) -> html.Li:
    pressing = badge(_("Soon"), "is-warn") if item.get("priority") == "high" else None
    due = html.Span(f" · {item['due']}", className="faint") if item.get("due") else None
    return html.Li([pressing, " " if pressing else None, str(item.get("text", "")), due, cited(item)])


def criterion(item: Json, mark: Marker) -> html.Li:
    words, look, symbol = VERDICTS.get(str(item.get("verdict")), VERDICTS["unknown"])
    name = texts.say(texts.CRITERIA, text_of(item.get("criterion")))
    why = html.Div([str(item.get("rationale", "")), cited(item)], className="faint")
    said, choices = str(item.get("verdict")), [(value, _(one[0])) for value, one in VERDICTS.items()]
    marks = (
        mark(f"criterion:{item.get('criterion')}", said=said, choices=choices) if said in VERDICTS else None
    )
    return html.Li([badge(_(words), look, symbol), " ", html.Span(name, className="fw-semibold"), marks, why])


def mood(item: Json) -> html.Li:
    moment = texts.say(MOMENTS, text_of(item.get("moment")))
    return html.Li([f"{texts.say(texts.SENTIMENTS, text_of(item.get('value')))} {moment}", cited(item)])


def difference(item: Json) -> html.Li:
    field = str(item.get("field", ""))
    name = {"intent": _("Intent"), "services": _("Services")}.get(field) or texts.say(texts.ENTITIES, field)
    said = _(
        "%(name)s: the model says %(model)s, the rules %(rules)s",
        name=name,
        model=field_value(field, item.get("model")),
        rules=field_value(field, item.get("rules")),
    )
    return html.Li(said, className="quiet")


def field_value(field: str, value: Any) -> str:
    """One side's value, or a dash."""
    if field in {"intent", "services"} or not value:
        return named(value)
    return written(field, str(value))


def named(value: Any) -> str:
    """One or several vocabulary values, in words."""
    if isinstance(value, list | tuple):
        return ", ".join(named(item) for item in value) or "–"
    known = texts.INTENTS if str(value) in texts.INTENTS else texts.SERVICES
    return texts.say(known, str(value)) if str(value) in known else str(value or "–")
