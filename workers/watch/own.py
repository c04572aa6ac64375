"""Looks at an organization's own rules. Counting is left to the function that the tiles use."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from db.actions.alerts import NewAlert
from db.own_rules import OWN, KeptRule, OwnRule, look_name
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure
from db.queries.watched import MAX_NAMED, calls_of_figure
from workers.watch.moves import Move, Over
from workers.watch.organization_state import OrganizationState
from workers.watch.own_judging import ending, finding, is_business, window
from workers.watch.stretches import Span


def look_at_own(kept: KeptRule, state: OrganizationState, session: Any) -> Iterator[Move]:
    rule, subject = kept.rule, str(kept.id)
    alert = state.opened(OWN, subject)
    if alert is not None:
        span = Span(state.now - timedelta(hours=rule.hours), state.now)
        figure = measured(session, rule, span, state)
        how = ending(rule, figure, alert.opened_at, state.now)
        if how is not None:
            yield Over(OWN, subject, how, after=said(figure))
    elif look_name(kept.id) not in state.muted:
        judged = window(rule, state.now, last_end(kept, state))
        if judged is not None and is_business(rule, judged, state.calendar):
            figure = measured(session, rule, judged, state)
            if finding(rule, figure) == "past":
                of_calls = named(session, rule, judged, figure, state)
                evidence = {**told(rule, judged), **said(figure), **of_calls}
                yield NewAlert(rule=OWN, subject=subject, severity=rule.severity, evidence=evidence)


def last_end(kept: KeptRule, state: OrganizationState) -> datetime | None:
    """Of the alerts since the rule is what it is: a changed rule begins anew."""
    ended = state.ends.get((OWN, str(kept.id)))
    is_of_before = ended is not None and kept.changed_at is not None and ended <= kept.changed_at
    return None if is_of_before else ended


def look_for_gone(state: OrganizationState) -> Iterator[Move]:
    """Ends what a rule has opened that was switched off or deleted while the watch looked."""
    watched = {str(one.id) for one in state.own if one.rule.is_on}
    for alert in state.subjects(OWN):
        if alert.subject not in watched:
            yield Over(OWN, alert.subject, "switched_off")


def measured(session: Any, rule: OwnRule, span: Span, state: OrganizationState) -> Figure:
    selection = rule.selection(state.id, span.since, span.until)
    return measure(session, (rule.figure,), selection, now=state.now)[rule.metric]


def told(rule: OwnRule, span: Span) -> dict[str, Any]:
    """The rule as it was, because it may be changed and deleted."""
    return {
        "name": rule.name,
        "metric": rule.metric,
        "hours": rule.hours,
        "comparison": rule.comparison,
        "threshold": rule.threshold,
        "minimum": rule.minimum,
        "filters": dict(rule.filters),
        **({"parts": dict(rule.parts)} if rule.parts else {}),
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
    }


def said(figure: Figure) -> dict[str, Any]:
    """`hits` of `n` calls, for a rate."""
    return {
        "value": None if figure.value is None else float(figure.value),
        "n": figure.n,
        "hits": figure.numerator,
        "interval": [float(end) for end in figure.interval or ()],
    }


def named(
    session: Any, rule: OwnRule, span: Span, figure: Figure, state: OrganizationState
) -> dict[str, Any]:
    """The newest calls that put the figure there, and how many there are."""
    is_missing = rule.figure.kind == "rate" and rule.comparison == "under"
    selection = rule.selection(state.id, span.since, span.until)
    calls = calls_of_figure(
        session, rule.figure, selection, now=state.now, limit=MAX_NAMED, is_missing=is_missing
    )
    hits = figure.numerator if rule.figure.kind in {"rate", "count"} else None
    count = figure.n if hits is None else figure.n - hits if is_missing else hits
    return {"count": count, "calls": list(map(str, calls))}
