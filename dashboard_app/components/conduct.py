"""How the call went, apart from its subject: requested day, loops, contradictions, and who was on the line."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import badge
from dashboard_app.components.proof import Json, objects, proof, turns_of
from dashboard_app.i18n import N_

Row = tuple[str, list[Any]]
DAY_STATES = {
    "open": (N_("open on that day"), "is-good"),
    "closed": (N_("closed on that day"), "is-bad"),
    "feast": (N_("a feast: closed"), "is-bad"),
    "closed_day": (N_("closed: holidays"), "is-bad"),
    "outside_hours": (N_("outside the opening hours"), "is-warn"),
}
DAY_PARTS = {
    "morning": N_("in the morning"),
    "noon": N_("at midday"),
    "afternoon": N_("in the afternoon"),
    "evening": N_("in the evening"),
}
TOPICS = {
    "not_understood": N_("what was not understood"),
    "appointment": N_("The appointment"),
    "price": N_("The price"),
}
LIMITS = {"from": N_("from %(day)s on"), "until": N_("by %(day)s")}
A_WEEK = 6  # days, Monday to Saturday
LINES = {"machine": N_("a machine or hold music"), "silence": N_("nobody spoke")}


def requested_row(requested: Json) -> Row | None:
    """The day the caller asked for, and whether the business is open then."""
    days = objects(requested.get("days"))
    if not days:
        return None
    when = " · ".join(
        part
        for part in (
            texts.say(DAY_PARTS, requested.get("part")) if requested.get("part") else "",
            str(requested.get("at") or ""),
        )
        if part
    )
    heads = [html.Li(line) for line in shown_days(requested, days)]
    said = html.Div(
        [formats.quoted(str(requested.get("raw", ""))), proof(turns_of(requested.get("evidence")))],
        className="faint",
    )
    return (_("Asked for"), [html.Ul(heads, className="sub-list"), html.Div(when) if when else None, said])


def shown_days(requested: Json, days: Sequence[Json]) -> list[list[Any]]:
    return [*days_shown(requested, days), *otherwise_shown(requested), *excepted_shown(requested)]


def days_shown(requested: Json, days: Sequence[Json]) -> list[list[Any]]:
    """Up to a week day by day; longer ranges by their ends."""
    if requested.get("limit") in LIMITS:
        return [[_(LIMITS[str(requested["limit"])], day=written(days[0].get("day")))]]
    if len(days) > A_WEEK:
        first, last = written(days[0].get("day")), written(days[-1].get("day"))
        return [[_("one day between %(first)s and %(last)s", first=first, last=last)]]
    return [day_shown(day) for day in days]


def otherwise_shown(requested: Json) -> list[list[Any]]:
    return [[_("otherwise"), " ", *day_shown(day)] for day in objects(requested.get("otherwise"))[:A_WEEK]]


def excepted_shown(requested: Json) -> list[list[Any]]:
    """The days that are out of the question for a caller who can come on any other."""
    excepted = requested.get("excepted")
    days = [written(day) for day in excepted] if isinstance(excepted, list) else []
    return [[_("or any other day except %(days)s", days=", ".join(days[:A_WEEK]))]] if days else []


def day_shown(day: Json) -> list[Any]:
    words, look = DAY_STATES.get(str(day.get("state")), ("", ""))
    mark = badge(_(words), look) if words else None
    feast = f" {day['feast']}" if day.get("feast") else ""
    hours = day.get("hours")
    spans = (
        ", ".join(map(str, hours)) if isinstance(hours, list) and day.get("state") == "outside_hours" else ""
    )
    return [written(day.get("day")), " ", mark, html.Span(f"{feast} {spans}".rstrip(), className="faint")]


def written(value: Any) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{formats.weekday(day)} {formats.short_date(day)}"


def mishaps_row(results: Json) -> Row | None:
    """Repeated questions, loops, and contradictory statements by the agent."""
    circles = [circle(one) for one in objects(results.get("repetitions"))]
    said = [contradiction(one) for one in objects(results.get("contradictions"))]
    items = [*circles, *said]
    return (_("Mishaps"), [html.Ul(items, className="sub-list")]) if items else None


def circle(item: Json) -> html.Li:
    turns = positions(item.get("turns"))
    words = (
        _("Asked %(count)s times: %(what)s", count=len(turns), what=topic(str(item.get("topic") or "")))
        if not str(item.get("topic", "")).startswith("said:")
        else _("Said %(count)s times: “%(what)s”", count=len(turns), what=topic(str(item.get("topic") or "")))
    )
    loop = badge(_("in circles"), "is-warn", "arrow-repeat") if item.get("loop") else None
    return html.Li([words, " " if loop else None, loop, proof(turns)])


def topic(name: str) -> str:
    if name.startswith("said:"):
        return name.removeprefix("said:") + "…"
    if name in TOPICS:
        return texts.inside(texts.say(TOPICS, name))
    return texts.inside(texts.say(texts.ENTITIES, name))


def contradiction(item: Json) -> html.Li:
    name = str(item.get("entity") or "")
    values = item.get("values")
    shown = " → ".join(said_value(name, value) for value in values) if isinstance(values, list) else ""
    label = texts.say(TOPICS, name) if name in TOPICS else texts.say(texts.ENTITIES, name)
    words = (
        _("%(what)s, said in two ways: %(values)s", what=label, values=shown)
        if name in TOPICS
        else _("%(what)s was misheard and put right: %(values)s", what=label, values=shown)
    )
    return html.Li([words, proof(positions(item.get("turns")))])


def said_value(name: str, value: Any) -> str:
    return formats.money(formats.amount(value)) if name == "price" else str(value)


def line_row(found: Json) -> Row | None:
    """Shown only if no person answered."""
    value = str(found.get("value") or "")
    if value not in LINES:
        return None
    by = html.Span(f" · {_('by the carrier')}", className="faint") if found.get("by") == "carrier" else None
    parts: list[Component | str | None] = [
        texts.say(LINES, value),
        by,
        proof(turns_of(found.get("evidence"))),
    ]
    return (_("On the line"), [part for part in parts if part is not None])


def positions(turns: Any) -> Sequence[int]:
    return [turn for turn in turns if isinstance(turn, int)] if isinstance(turns, list) else []
