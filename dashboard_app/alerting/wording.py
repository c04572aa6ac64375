"""Alerts in words that need no statistics: what is wrong, how much of it, and what is usual."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.alerting import own_wording
from dashboard_app.i18n import N_
from dashboard_app.monitoring.states import QUEUES
from dashboard_app.panel.addresses import calls_address
from db.own_rules import OWN
from db.queries.metrics.definitions import BY_NAME, REST

Alert = Mapping[str, Any]
DRIFT = "drift"  # the subject of slow changes: `workers.watch.rules`
RULES = {
    "faults": N_("Calls fail"),
    "missed": N_("More calls are missed than usual"),
    "tools": N_("The agent's tools fail"),
    "abandoned": N_("More callers give up than usual"),
    "unbooked": N_("Fewer appointments are booked than usual"),
    "person_away": N_("Nobody answers transferred calls"),
    "language": N_("Callers are answered in another language"),
    "notices": N_("Legal notices are missing"),
    "criterion": N_("The agent fails a criterion more often"),
    "broken_transfer": N_("A transfer was promised and not made"),
    "experiment": N_("An experiment was stopped for now"),
    "ai_budget": N_("The budget for AI analyses is used up"),
    "ai_suspended": N_("The language model refuses our account"),
    "jobs_stuck": N_("Work is stuck"),
    "unread_calls": N_("Calls wait to be read"),
    "recordings": N_("Recordings are missing"),
    "reports": N_("Reports of calls are missing"),
}
SIDES_COUNTED = ("other_hits", "other_calls", "usual_hits", "usual_calls")
SEVERITIES = {"critical": N_("Critical"), "warning": N_("Warning")}
RESOLUTIONS = {
    "recovered": N_("It is as usual again"),
    "quiet": N_("Too few calls came since to tell"),
    "switched_off": N_("Its rule was switched off"),
    "changed": N_("Its rule was changed"),
}
# What to do about it; the figures speak for themselves.
ADVICE = {
    "faults": N_("Listen to one of them, and look at “Supervision” for what is down."),
    "missed": N_("Is the line up, and is there room for more calls at once?"),
    "tools": N_("Does the system answer that keeps your appointments?"),
    "person_away": N_("Ask who should answer at these hours, or change it in the settings."),
    "broken_transfer": N_(
        "Call them back. It closes when each of these calls is checked or its follow-up is done."
    ),
    "experiment": N_(
        "All callers have the usual agent again. Look at the calls that failed, then go on or end it."
    ),
    "ai_budget": N_(
        "No analysis starts until the next day or month, or until you allow more in the settings."
    ),
    "ai_suspended": N_("Look at the account's billing and key. Everything else goes on."),
    "jobs_stuck": N_("Whoever keeps the server should look at “Supervision”: do the workers run?"),
    "unread_calls": N_("They have no outcome and count in few figures until the workers have read them."),
    "recordings": N_("Whoever keeps the server should look at its disk and at where recordings are kept."),
    "reports": N_("The agent's provider has not sent what was said. It is asked again for a day."),
}


def title(alert: Alert) -> str:
    if alert["rule"] == OWN:
        return str((alert["evidence"] or {}).get("name", ""))
    name = texts.say(RULES, str(alert["rule"]))
    if alert["rule"] == "criterion":
        return f"{name}: {texts.say(texts.CRITERIA, str(alert['subject']))}"
    return str(_("%(title)s, for weeks", title=name)) if alert["subject"] == DRIFT else name


def resolution(alert: Alert) -> str:
    """How it was over. An own rule knows nothing of what is usual."""
    if alert["rule"] == OWN and alert["resolution"] == "recovered":
        return str(_(own_wording.OVER))
    return texts.say(RESOLUTIONS, str(alert["resolution"]))


def figure_since(alert: Alert) -> str:
    """What was found when it was over; empty if nothing was counted then."""
    evidence: Mapping[str, Any] = alert["evidence"] or {}
    after: Mapping[str, Any] = evidence.get("after") or {}
    if alert["rule"] == OWN:
        return own_wording.figure(own_wording.metric_in(evidence), after) if after.get("n") else ""
    if not after.get("denominator"):
        return ""
    counts = {"bad": formats.number(after["numerator"]), "n": formats.number(after["denominator"])}
    return str(_("%(bad)s of %(n)s calls since", **counts))


def advice(alert: Alert) -> str:
    return texts.say(ADVICE, str(alert["rule"])) if alert["rule"] in ADVICE else ""


def facts(alert: Alert) -> list[str]:
    """Sentences, most important first."""
    evidence: Mapping[str, Any] = alert["evidence"] or {}
    if alert["rule"] == OWN:
        found = own_wording.figure(own_wording.metric_in(evidence), evidence)
        return [found, own_wording.rule_line(evidence), between(evidence)]
    if "denominator" in evidence:
        return rate_facts(evidence)
    said = FACTS.get(str(alert["rule"]))
    return [said(evidence)] if said and evidence else []


def rate_facts(evidence: Mapping[str, Any]) -> list[str]:
    low, high = (*evidence["interval"], 0, 0)[:2]
    seen = _(
        "%(bad)s of %(n)s calls: %(share)s, surely between %(low)s and %(high)s.",
        bad=formats.number(evidence["numerator"]),
        n=formats.number(evidence["denominator"]),
        share=formats.percent(evidence["share"]),
        low=formats.percent(low),
        high=formats.percent(high),
    )
    return [str(seen), as_usual(evidence), between(evidence)]


def as_usual(evidence: Mapping[str, Any]) -> str:
    share, before = formats.percent(evidence["expected"]), evidence["usual"]
    if not before["denominator"]:
        return str(
            _("Usual elsewhere is %(share)s; there are no earlier calls to compare with yet.", share=share)
        )
    return str(
        _(
            "Usual is %(share)s (%(bad)s of %(n)s comparable calls before).",
            share=share,
            bad=formats.number(before["numerator"]),
            n=formats.number(before["denominator"]),
        )
    )


def between(evidence: Mapping[str, Any]) -> str:
    since, until = (datetime.fromisoformat(evidence[name]) for name in ("since", "until"))
    return str(
        _(
            "From %(since)s to %(until)s.",
            since=formats.brief_moment(since),
            until=formats.brief_moment(until),
        )
    )


def counted_since(one: str, many: str) -> Callable[[Mapping[str, Any]], str]:
    def said(evidence: Mapping[str, Any]) -> str:
        since = evidence.get("waiting_since")
        when = formats.brief_moment(datetime.fromisoformat(since)) if since else formats.NOTHING
        count = evidence["count"]
        return str(_(one if count == 1 else many, count=formats.number(count), since=when))

    return said


def of_budget(evidence: Mapping[str, Any]) -> str:
    amounts = {name: formats.money(formats.amount(evidence[name])) for name in ("spent", "limit")}
    if evidence["period"] == "day":
        return str(_("%(spent)s of %(limit)s were spent today.", **amounts))
    return str(_("%(spent)s of %(limit)s were spent this month.", **amounts))


def of_queue(evidence: Mapping[str, Any]) -> str:
    since = formats.brief_moment(datetime.fromisoformat(evidence["waiting_since"]))
    name = texts.say(QUEUES, evidence["queue"])
    return str(
        _(
            "“%(queue)s”: %(count)s wait, the first since %(since)s.",
            queue=name,
            count=evidence["count"],
            since=since,
        )
    )


def of_transfers(evidence: Mapping[str, Any]) -> str:
    if evidence["count"] == 1:
        return str(_("One caller was told “I put you through”, and was not."))
    return str(_("%(count)s callers were told “I put you through”, and were not.", count=evidence["count"]))


def of_experiment(evidence: Mapping[str, Any]) -> str:
    counts = {name: formats.number(evidence[name]) for name in SIDES_COUNTED}
    return str(
        _(
            "“%(name)s”: the other agent did not serve %(other_hits)s of %(other_calls)s calls, the usual one %(usual_hits)s of %(usual_calls)s.",
            name=evidence["name"],
            **counts,
        )
    )


FACTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "broken_transfer": of_transfers,
    "experiment": of_experiment,
    "ai_budget": of_budget,
    "ai_suspended": lambda evidence: str(_("It answers “%(code)s”.", code=evidence["code"])),
    "jobs_stuck": of_queue,
    "unread_calls": counted_since(
        N_("One call is over and not read, since %(since)s."),
        N_("%(count)s calls are over and not read, the first since %(since)s."),
    ),
    "recordings": counted_since(
        N_("One recording is lost or not stored yet, of %(since)s."),
        N_("%(count)s recordings are lost or not stored yet, the first of %(since)s."),
    ),
    "reports": counted_since(
        N_("One call is over without a report, since %(since)s."),
        N_("%(count)s calls are over without a report, the first since %(since)s."),
    ),
}


def ways_on(alert: Alert) -> list[tuple[str, str]]:
    """Where one can act on an alert that is not about calls: the words of each link, and its address."""
    match alert["rule"]:
        case "experiment":
            return [(str(_("See the experiment")), "/experiments")]
        case "ai_budget":
            return [
                (str(_("See what was spent")), spent_address(alert)),
                (str(_("Change the budget")), "/settings#ai"),
            ]
        case "ai_suspended":
            return [(str(_("See “Supervision”")), "/monitoring#budgets")]
        case "jobs_stuck":
            return [(str(_("See the queue")), "/monitoring#queues")]
        case "recordings":
            return [(str(_("See “Supervision”")), "/monitoring#machine")]
        case _:
            return []


def spent_address(alert: Alert) -> str:
    """The costs of the day, or of the month so far, when the budget was used up."""
    last = formats.local(alert["opened_at"]).date()
    first = last if alert["subject"] == "day" else last.replace(day=1)
    return f"/costs?from={first.isoformat()}&to={last.isoformat()}"


def calls_link(alert: Alert) -> str | None:
    """Exactly the alert's calls; if there are too many to list by id, the bad ones of its metric in those hours."""
    evidence: Mapping[str, Any] = alert["evidence"] or {}
    if alert["rule"] == OWN:
        return own_wording.calls_link(evidence)
    calls = evidence.get("calls") or ()
    if calls and len(calls) >= evidence.get("numerator", evidence.get("count", 0)):
        return calls_address({"id": ",".join(calls), "tests": "all"})
    metric = BY_NAME.get(evidence.get("metric", ""))
    if metric is not None:
        period = {"from": evidence["since"], "to": evidence["until"]}
        part = REST if metric.better == "higher" else "numerator"
        return calls_address({"metric": metric.name, "part": part, **period})
    return calls_address({"id": ",".join(calls), "tests": "all"}) if calls else None
