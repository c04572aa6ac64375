"""One round of the watch: organizations and checks are isolated from each other, so that a failure affects nothing else."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

from rq.timeouts import BaseTimeoutException

from db.actions.alerts import NewAlert, mark_alerts_sent, note_watch, open_alert, resolve_alert
from db.alerting import OF_THE_SERVER
from db.database import Database
from db.own_rules import look_name
from db.queries.alerts import unsent_alerts
from db.queries.metrics.figures import Figure
from db.queries.organizations import Profile, profiles
from workers.apart import apart, in_turn
from workers.queue import JobQueue
from workers.settings import WorkerSettings
from workers.watch.announcing import due
from workers.watch.criteria import look_at_criteria
from workers.watch.facts import FINDERS, Finder, Seen
from workers.watch.moves import Move, moves_for_facts, switched_off
from workers.watch.organization_state import OrganizationState, state_of
from workers.watch.own import look_at_own, look_for_gone
from workers.watch.rates import Look, look_at_days, look_at_rate
from workers.watch.rules import CRITERION, RATES, RateRule
from workers.watch.stretches import Span

log = logging.getLogger(__name__)
DAYS = "days"  # name of the drift check in the heartbeat
Looked = Callable[[Any], Iterable[Move]]


@dataclass(frozen=True, slots=True)
class Watch:
    database: Database
    jobs: JobQueue
    settings: WorkerSettings
    has_mail: bool = False

    def all(self, now: datetime) -> int:
        """How many alerts were opened or resolved."""
        with self.database.reading() as session:
            listed = profiles(session)
        return sum(
            apart(
                partial(self.organization, one, now, is_host=one == listed[0]),
                "watch failed organization=%s",
                one.slug,
            )
            for one in in_turn(listed, now)
        )

    def organization(self, profile: Profile, now: datetime, *, is_host: bool = True) -> int:
        begun = monotonic()
        with self.database.reading() as session:
            found = state_of(session, profile, now, is_host=is_host)
        today = found.calendar.day_of(now)
        is_new_day = found.before is None or found.before.days_at != today
        moved, failed = 0, []
        for name, look in self.looks(found, is_new_day=is_new_day):
            try:
                with self.database.transaction() as session:
                    moved += carry_out(session, found, look(session))
            except BaseTimeoutException:
                raise
            except Exception:
                log.exception("look failed organization=%s look=%s", profile.slug, name)
                failed.append(name)
        days_at = found.before.days_at if found.before else None
        with self.database.transaction() as session:
            note_watch(
                session,
                organization_id=profile.id,
                ran_at=now,
                took_ms=round(1000 * (monotonic() - begun)),
                failed=failed,
                days_at=days_at if {DAYS, CRITERION.name} & {*failed} else today,
            )
        self.tell(found)
        return moved

    def looks(self, found: OrganizationState, *, is_new_day: bool) -> Iterator[tuple[str, Looked]]:
        yield "switched_off", lambda _session: switched_off(found)
        figures: dict[Span, dict[str, Figure]] = {}
        for rule in RATES:
            yield rule.name, partial(rate, rule, found, figures)
        if is_new_day:
            yield DAYS, lambda session: look_at_days(Look(session, found))
            yield CRITERION.name, lambda session: look_at_criteria(session, found)
        yield "own rules that are gone", lambda _session: look_for_gone(found)
        for one in found.own:
            if one.rule.is_on:
                yield look_name(one.id), partial(look_at_own, one, found)
        for name, find in FINDERS.items():
            if found.is_host or name not in OF_THE_SERVER:
                yield name, partial(self.fact, name, find, found)

    def fact(self, name: str, find: Finder, found: OrganizationState, session: Any) -> Iterable[Move]:
        return moves_for_facts(name, [*find(Seen(session, found, self.jobs, self.settings))], found)

    def tell(self, found: OrganizationState) -> None:
        """Queues a separate job, which may be retried; skipped if nobody wants e-mails."""
        if not (self.has_mail and found.wanted.recipients):
            with self.database.transaction() as session:
                mark_alerts_sent(session, organization_id=found.id, at=found.now)
            return
        with self.database.transaction() as session:
            is_due = any(due(one, found.calendar, found.now) for one in unsent_alerts(session, found.id))
        if is_due:
            self.jobs.enqueue_alert_mail(found.id)


def rate(
    rule: RateRule, found: OrganizationState, figures: dict[Span, dict[str, Figure]], session: Any
) -> Iterable[Move]:
    return look_at_rate(rule, Look(session, found, figures))


def carry_out(session: Any, found: OrganizationState, moves: Iterable[Move]) -> int:
    """How many alerts were opened or resolved."""
    return sum(carried_out(session, found, move) for move in moves)


def carried_out(session: Any, found: OrganizationState, move: Move) -> bool:
    if isinstance(move, NewAlert):
        return open_alert(session, organization_id=found.id, alert=move, at=found.now) is not None
    return resolve_alert(
        session,
        organization_id=found.id,
        rule=move.rule,
        subject=move.subject,
        at=found.now,
        resolution=move.resolution,
        after=dict(move.after),
    )
