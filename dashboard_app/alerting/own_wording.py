"""An organization's own alert rules in words, and what they found."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.metric_tile import said
from dashboard_app.explore.traits import NAMES, name_of
from dashboard_app.i18n import N_
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader
from dashboard_app.panel.addresses import calls_address
from db.own_rules import OwnRule
from db.queries.metrics.definitions import REST, Metric, metric_of
from db.queries.selection import UNKNOWN

Evidence = Mapping[str, Any]
OVER = N_("The figure is no longer past its threshold")  # how an alert of such a rule is over
COMPARISONS = {"over": N_("More than"), "under": N_("Less than")}
WINDOWS = {
    1: N_("in the last hour"),
    3: N_("in the last 3 hours"),
    8: N_("in the last 8 hours"),
    24: N_("in the last 24 hours"),
    72: N_("in the last 3 days"),
    168: N_("in the last 7 days"),
    672: N_("in the last 28 days"),
}
UNITS = {
    "calls": N_("calls"),
    "ratio": N_("percent"),
    "percent": N_("percent"),
    "seconds": N_("seconds"),
    "EUR": N_("euros"),
}


def line(metric: Metric, threshold: float) -> str:
    """With the decimals that somebody has written: 12,5 %."""
    if metric.unit == "ratio":
        return f"{formats.factor(100 * threshold)}{formats.percent_sign()}"
    return said(metric, threshold)


def condition(rule: OwnRule, agents: Mapping[str, str]) -> str:
    """`Abandonment: over 10 % in the last 24 hours · from 10 calls on · Language: Catalan`."""
    if not rule.is_known:  # of a later version
        return str(_("A figure that there is no more"))
    named = {"figure": text_of(rule.figure).title, "line": line(rule.figure, rule.threshold)}
    named["window"] = str(_(WINDOWS[rule.hours]))
    if rule.comparison == "over":
        first = _("%(figure)s: over %(line)s %(window)s", **named)
    else:
        first = _("%(figure)s: under %(line)s %(window)s", **named)
    return " · ".join([str(first), *provisos(rule, agents)])


def provisos(rule: OwnRule, agents: Mapping[str, str]) -> Iterator[str]:
    if not rule.is_count:
        yield str(_("from %(count)s calls on", count=formats.number(rule.minimum)))
    for name, given in rule.filters.items():
        words = [
            name_of(name, None if value == UNKNOWN else value.strip(), agents) for value in given.split(",")
        ]
        yield f"{_(NAMES[name])}: {', '.join(words)}"


def metric_in(evidence: Evidence) -> Metric | None:
    """None for one of a later version."""
    try:
        return metric_of(evidence["metric"], evidence.get("parts"))
    except KeyError:
        return None


def figure(metric: Metric | None, found: Evidence) -> str:
    """The figure with its sample, and its interval if it has one."""
    if metric is None or found["value"] is None:
        return formats.NOTHING
    value, ends = said(metric, found["value"]), [said(metric, end) for end in found["interval"]]
    named = {"n": formats.number(found["n"]), **dict(zip(("low", "high"), ends, strict=False))}
    if metric.kind == "rate" and ends:
        return str(
            _(
                "%(bad)s of %(n)s calls: %(share)s, surely between %(low)s and %(high)s.",
                bad=formats.number(found["hits"]),
                share=value,
                **named,
            )
        )
    named |= {"figure": text_of(metric).title, "value": value}
    if ends:
        return str(_("%(figure)s: %(value)s (%(n)s calls), surely between %(low)s and %(high)s.", **named))
    return str(_("%(figure)s: %(value)s.", **named))


def rule_line(evidence: Evidence) -> str:
    """The rule as it was when it found this."""
    agents = {value: str(_("one agent")) for value in evidence["filters"].get("agent", "").split(",")}
    names = ("name", "metric", "hours", "comparison", "threshold", "filters", "minimum")
    rule = OwnRule(**{name: evidence[name] for name in names}, parts=evidence.get("parts"))
    return str(_("The rule: %(rule)s.", rule=condition(rule, agents)))


def calls_link(evidence: Evidence) -> str | None:
    """Exactly the calls; if there are too many to list by id, those of the same filters and hours."""
    calls, count, metric = evidence.get("calls") or (), evidence["count"], metric_in(evidence)
    if calls and len(calls) >= count:
        return calls_address({"id": ",".join(calls), "tests": "all"})
    if metric is None or metric != metrics_of_reader().get(metric.name) or not count:
        return None  # one that counted other calls then leads nowhere
    is_hits = metric.kind == "count" or (metric.kind == "rate" and evidence["comparison"] == "over")
    part = "numerator" if is_hits else REST if metric.kind == "rate" else "denominator"
    period = {"from": evidence["since"], "to": evidence["until"]}
    return calls_address({**evidence["filters"], "metric": metric.name, "part": part, **period})
