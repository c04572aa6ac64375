"""Puts the weekly report into words: the content of page, PDF and e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.metric_tile import said
from dashboard_app.filters import MAX_CALL_IDS
from dashboard_app.i18n import N_
from dashboard_app.metric_texts import text_of
from dashboard_app.panel.addresses import calls_address
from dashboard_app.quotes import request_in_words
from dashboard_app.weekly.decisions import MIN_CALLS, Decision
from dashboard_app.weekly.gathering import NUMBERS, WeekFacts
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.parts import UNMET

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """`head`: the headline; `text`: the explanation; `href`: path of the page with its calls."""

    head: str
    text: str
    href: str
    value: str = ""
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    period: str
    lead: str
    numbers: tuple[Line, ...]
    calls: tuple[Line, ...]
    decisions: tuple[Line, ...]
    rules: str
    href: str
    is_empty: bool = False
    made: str = ""
    nothing_to_hear: str = ""


def sheet_of(facts: WeekFacts, organization: str) -> Sheet:
    week = facts.week
    if facts.is_empty:
        numbers: tuple[Line, ...] = ()
    else:
        numbers = tuple(number(name, facts) for name in NUMBERS)
    return Sheet(
        title=str(_("%(name)s: the week in one page", name=organization)),
        period=str(
            _(
                "From %(first)s to %(last)s",
                first=formats.long_date(week.monday),
                last=formats.long_date(week.sunday),
            )
        ),
        lead=lead(facts),
        numbers=numbers,
        calls=tuple(call_line(why, call) for why, call in facts.to_hear),
        decisions=tuple(decision_line(one, facts) for one in facts.decisions),
        rules=rules(),
        href=f"/monday?week={week.name}",
        is_empty=facts.is_empty,
        made=made(facts.counted_at),
        nothing_to_hear=nothing_to_hear(facts),
    )


def made(at: datetime) -> str:
    """A week is over, but its calls may be analysed, reviewed and erased later."""
    day = formats.long_date(formats.local(at).date())
    return str(_("Made on %(day)s at %(time)s.", day=day, time=formats.clock(at)))


def nothing_to_hear(facts: WeekFacts) -> str:
    if facts.has_lost_words:
        return str(_("What was said in this week is not kept any more."))
    return str(_("No call of the week stands out."))


def lead(facts: WeekFacts) -> str:
    if facts.is_empty:
        return str(_("There was no call in this week, so there is nothing to report."))
    then, calls = facts.before["calls"].n, formats.number(facts.calls)
    words = (
        _("Calls: %(calls)s; in the week before: %(before)s.", calls=calls, before=formats.number(then))
        if then
        else _("Calls: %(calls)s; none in the week before.", calls=calls)
    )
    if not facts.simulated:
        return str(words)
    simulated = formats.number(facts.simulated)
    return f"{words} {_('Simulated, not of customers: %(count)s.', count=simulated)}"


def number(name: str, facts: WeekFacts) -> Line:
    """The metric's value, with its sample size and the previous week in words."""
    metric, now, then = BY_NAME[name], facts.now[name], facts.before[name]
    value = said(metric, now.value)
    parts = [standing(name, now), compared(name, now, then)]
    href = calls_address(
        facts.week.filters(),
        metric=name,
        part="denominator" if "denominator" in metric.parts else "numerator",
    )
    return Line(
        text_of(metric).title, " ".join(part for part in parts if part), href, value=value, is_few=now.is_few
    )


def standing(name: str, now: Figure) -> str:
    if name == "answered_rate":
        if not now.n:
            return str(_("Nobody called."))
        return str(
            _(
                "%(part)s of %(whole)s calls that came in were answered.",
                part=formats.number(now.numerator or 0),
                whole=formats.number(now.n),
            )
        )
    if name == "cost_per_call":
        if not now.n:
            return str(_("No call has a cost yet."))
        total = formats.money(formats.amount(float(now.value or 0) * now.n))
        return str(
            _("%(total)s in all; calls with a cost: %(calls)s.", total=total, calls=formats.number(now.n))
        ) + unknown_costs(now)
    return str(_("Appointments that the agent made by itself."))


def unknown_costs(now: Figure) -> str:
    if not now.unknown_lines:
        return ""
    return " " + str(_("Costs that are not known yet: %(count)s.", count=now.unknown_lines))


def compared(name: str, now: Figure, then: Figure) -> str:
    metric = BY_NAME[name]
    if then.value is None or (metric.kind != "count" and not then.n):
        return str(_("Nothing to compare with in the week before."))
    value = said(metric, then.value)
    words = (
        str(_("The week before: %(value)s.", value=value))
        if metric.kind == "count"
        else str(_("The week before: %(value)s, of %(calls)s.", value=value, calls=formats.calls(then.n)))
    )
    few = str(_("Few calls: take it as a hint.")) if now.is_few else ""
    return f"{words} {few}".strip()


WHY = {
    "unmet": N_("Left without what they rang for"),
    "abandoned": N_("Hung up before being helped"),
    "booked": N_("How it should go"),
}


def call_line(why: str, call: dict[str, Any]) -> Line:
    """Caller, time and duration; intent, outcome, and a quote if the analysis has one."""
    name = call["caller_name"] or formats.phone(call["phone_number"]).replace(" ", "\u00a0")  # in one line
    when = formats.weekday_and_clock(call["started_at"])
    head = f"{_(WHY[why])}: {name}, {when} ({formats.duration(call['duration_seconds'])})"
    told = reason(why, call).replace("?.", "?")  # an intent may be a question
    return Line(head, f"{told} {quote(call)}".strip(), f"/analysis/{call['id']}")


def reason(why: str, call: dict[str, Any]) -> str:
    intent = texts.say(texts.INTENTS, call["intent"])
    if why == "booked":
        return str(
            _(
                "%(intent)s, and booked within %(time)s.",
                intent=intent,
                time=formats.duration(call["duration_seconds"]),
            )
        )
    if why == "abandoned":
        stage = texts.say(texts.STAGES, call["stage"]) if call["stage"] else ""
        return str(_("%(intent)s. Hung up %(stage)s.", intent=intent, stage=stage)) if stage else f"{intent}."
    pressing = call["urgency"] in {"critical", "high"}
    urgency = (
        str(_("Urgency: %(urgency)s.", urgency=texts.inside(texts.say(texts.URGENCIES, call["urgency"]))))
        if pressing
        else ""
    )
    outcome = texts.say(texts.OUTCOMES, call["outcome"])
    return f"{intent}. {urgency} {_('In the end: %(outcome)s.', outcome=texts.inside(outcome))}".replace(
        "  ", " "
    )


def quote(call: dict[str, Any]) -> str:
    words = request_in_words(call["said"], call["proof"] or {})
    return formats.quoted(words) if words else ""


def decision_line(one: Decision, facts: WeekFacts) -> Line:
    filters = facts.week.filters()
    match one.kind:
        case "promises":
            return Line(
                str(_("Ring back whom we promised to")),
                str(_("Promised calls that are due and not made: %(count)s.", count=one.calls)),
                promised(one),
            )
        case "missed_hour":
            return missed_hour(one, filters)
        case "need":
            return need(one, filters)
        case "stage":
            return Line(
                str(
                    _(
                        "Look at what the agent says %(stage)s",
                        stage=texts.say(texts.STAGES, one.about),
                    )
                ),
                str(
                    _("%(part)s of %(whole)s callers who gave up did so there.", part=one.calls, whole=one.of)
                ),
                calls_address(filters, metric="abandonment_rate", part="numerator", stage=one.about),
            )
        case _:
            return share_line(one, filters)


def promised(one: Decision) -> str:
    """Just those calls; all that are promised, where more are late than an address can name."""
    return calls_address({}, id=one.about) if one.calls <= MAX_CALL_IDS else "/follow-ups?kind=callback"


def missed_hour(one: Decision, filters: Names) -> Line:
    weekday, hour = (int(part) for part in one.about.split("-"))
    day = formats.weekday(date(2024, 1, 1) + timedelta(days=weekday - 1))
    return Line(
        str(
            _(
                "Have somebody by the telephone on %(day)s from %(hour)s to %(next)s",
                day=day,
                hour=f"{hour}:00",
                next=f"{hour + 1}:00",
            )
        ),
        str(_("%(part)s of %(whole)s missed calls came then.", part=one.calls, whole=one.of)),
        calls_address(filters, metric="missed_calls", part="numerator", weekday=weekday, hour=hour),
    )


def need(one: Decision, filters: Names) -> Line:
    trait, name = one.about.split(":", 1)
    named = texts.say(texts.SERVICES if trait == "service" else texts.INTENTS, name)
    return Line(
        str(_("See why “%(need)s” is not being served", need=named)),
        str(_("Callers who asked for it and did not get it: %(count)s.", count=one.calls)),
        calls_address(
            filters, metric="abandonment_rate", part="denominator", outcome=",".join(UNMET), **{trait: name}
        ),
    )


SHARES = {
    "transfers": (
        N_("Answer the calls that the agent passes on"),
        N_("%(part)s of %(whole)s calls passed to a person reached nobody."),
        {
            "metric": "forward_success_rate",
            "part": "rest",
        },
    ),
    "faults": (
        N_("Have the technical faults looked at"),
        N_("%(part)s of %(whole)s calls ended by a fault of ours or of the line."),
        {"metric": "fault_rate", "part": "numerator"},
    ),
    "language": (
        N_("Check the languages of the agent"),
        N_("%(part)s of %(whole)s callers were answered in another language than theirs."),
        {"metric": "language_match_rate", "part": "rest"},
    ),
}


def share_line(one: Decision, filters: Names) -> Line:
    head, words, more = SHARES[one.kind]
    return Line(str(_(head)), str(_(words, part=one.calls, whole=one.of)), calls_address(filters, **more))


def rules() -> str:
    """The rules by which decisions and calls were chosen."""
    return str(
        _(
            "How this is chosen: promised calls that are late come first; then, by how many callers it concerns, the hour with most missed calls, "
            "the need most often left open, the point where most callers gave up, and transfers, languages and faults. Nothing is "
            "named that concerns fewer than %(least)s calls (faults: two). To hear: the most pressing call that was left open, the longest that was given up, "
            "and the quickest that ended with an appointment. Test calls and calls of the staff do not count.",
            least=MIN_CALLS,
        )
    )
