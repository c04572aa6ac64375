"""Checks once a day whether calls fail an AI criterion more often than before; criteria that people found unreliable are skipped."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from db.actions.alerts import NewAlert
from db.queries.calibration import calibrations
from db.queries.verdicts import Judge, failed_calls, verdicts
from workers.watch.control_chart import Believed, Counted, usual
from workers.watch.judging import Sighting, is_alarming
from workers.watch.moves import Move, Over
from workers.watch.organization_state import OrganizationState
from workers.watch.rates import counts_of
from workers.watch.rules import CALM, CRITERION, Stretch
from workers.watch.stretches import Span

WEEK = Stretch(7 * 24, 20)
EARLIER_WEEKS = 12
MAX_FAILED = 200  # no filter of a list finds them, so all are named that fit into an address
MARKED = "criterion:"  # prefix of a criterion among review subjects
Weeks = Mapping[int, Counted]


def look_at_criteria(session: Any, state: OrganizationState) -> Iterator[Move]:
    until = state.now
    since = until - timedelta(weeks=EARLIER_WEEKS + 1)
    found = verdicts(session, organization_id=state.id, since=since, until=until)
    distrusted = unreliable(session, state)
    weeks = by_criterion({judge: seen for judge, seen in found.items() if judge not in distrusted})
    span = Span(until - timedelta(weeks=1), until)
    for criterion, seen in sorted(weeks.items()):
        for move in judged(criterion, seen, span, state):
            yield with_calls(session, move, span, state, distrusted) if isinstance(move, NewAlert) else move
    for alert in state.subjects(CRITERION.name):
        if alert.subject not in weeks:
            yield Over(CRITERION.name, alert.subject, "quiet")


def with_calls(
    session: Any, alert: NewAlert, span: Span, state: OrganizationState, distrusted: set[Judge]
) -> NewAlert:
    calls = failed_calls(
        session,
        organization_id=state.id,
        since=span.since,
        until=span.until,
        criterion=alert.subject,
        distrusted=distrusted,
        limit=MAX_FAILED,
    )
    return replace(alert, evidence={**alert.evidence, "calls": list(map(str, calls))})


def unreliable(session: Any, state: OrganizationState) -> set[Judge]:
    return {
        Judge(one.judged.subject.removeprefix(MARKED), one.judged.version, one.judged.model)
        for one in calibrations(session, organization_id=state.id)
        if one.kind == CRITERION.name and one.is_unreliable
    }


def by_criterion(found: Mapping[Judge, Mapping[int, tuple[int, int]]]) -> Mapping[str, Weeks]:
    """All trusted versions and models together."""
    added: dict[str, dict[int, Counted]] = {}
    for judge, weeks in found.items():
        of_criterion = added.setdefault(judge.criterion, {})
        for week, (failed, known) in weeks.items():
            so_far = of_criterion.get(week, Counted(0, 0))
            of_criterion[week] = Counted(so_far.bad + failed, so_far.n + known)
    return added


def judged(criterion: str, weeks: Weeks, span: Span, state: OrganizationState) -> Iterator[Move]:
    as_usual = usual([one for week, one in weeks.items() if week], Believed(CRITERION.believed))
    seen = Sighting(span, weeks.get(0, Counted(0, 0)), as_usual)
    counts = counts_of(CRITERION, span, seen.found, as_usual) | {"chance": seen.chance}
    if state.opened(CRITERION.name, criterion):
        if seen.found.n >= WEEK.calls and seen.chance >= CALM:
            yield Over(CRITERION.name, criterion, after=counts)
    elif state.may_open(CRITERION.name) and is_alarming(CRITERION, WEEK, seen, state.alarm):
        yield NewAlert(rule=CRITERION.name, subject=criterion, severity="warning", evidence=counts)
