"""Rounds of the watch over a real database: what opens, what stays, what is over, and what one failure leaves to the others."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

import pytest
from rq.timeouts import JobTimeoutException
from sqlalchemy import select, text

from db.actions.alerts import NewAlert, mute_rule, open_alert, unwatched_organizations
from db.actions.analyses import complete_ai, fail_ai, queue_ai
from db.actions.deletions import delete_calls
from db.actions.organizations import set_setting
from db.actions.reviews import review
from db.actions.users import create_user
from db.alerting import ALERTS_SETTING
from db.database import Database
from db.models import Alert, RealTimeEvent
from db.queries.alerts import watched
from db.queries.organizations import Profile
from db.queries.users import Member, member_of_email
from tests.workers.watch.conftest import NOW, Ring
from workers.breaker import Breaker
from workers.queue import JobQueue
from workers.settings import WorkerSettings
from workers.watch.facts import FINDERS
from workers.watch.round import Watch

TOLD_TRANSFER = {"kind": "transfer", "text": "Le paso", "evidence": [], "deed": {"state": "unseen"}}


def alerts(database: Database) -> Sequence[Alert]:
    with database.reading() as session:
        found = session.scalars(select(Alert).order_by(Alert.opened_at)).all()
        session.expunge_all()
    return found


def events(database: Database) -> list[tuple[str, dict[str, object]]]:
    with database.reading() as session:
        wanted = RealTimeEvent.event_type.startswith("alert.")
        rows = session.scalars(select(RealTimeEvent).where(wanted).order_by(RealTimeEvent.id))
        return [(row.event_type, row.data) for row in rows]


@pytest.fixture
def ana(database: Database, autobox: Profile) -> Member:
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="admin", password="a password of the tests")
    with database.reading() as session:
        found = member_of_email(session, "ana@example.com")
    assert found is not None
    return found[0]


@pytest.fixture
def failing(ring: Ring) -> list[UUID]:
    """Eight weeks without a fault, and six calls of today that the agent's failure ended."""
    ring.weeks()
    return ring.failures()


def test_faults_open_one_alert_with_its_calls_and_it_ends(
    watch: Watch, database: Database, ring: Ring, failing: list[UUID]
) -> None:
    assert watch.all(NOW) == 1
    assert watch.all(NOW + timedelta(minutes=2)) == 0

    [alert] = alerts(database)
    assert (alert.rule, alert.severity, alert.resolved_at) == ("faults", "critical", None)
    assert (alert.evidence["numerator"], alert.evidence["denominator"]) == (6, 6)
    assert set(alert.evidence["calls"]) == set(map(str, failing))
    assert alert.evidence["expected"] < 0.05 < alert.evidence["interval"][0]

    later = NOW + timedelta(hours=2)
    for number in range(10):
        ring(later - timedelta(minutes=2 * (number + 1)))
    assert watch.all(later) == 1

    [alert] = alerts(database)
    assert (alert.resolved_at, alert.resolution) == (later, "recovered")
    assert alert.evidence["after"]["numerator"] == 0
    assert watch.all(later + timedelta(minutes=2)) == 0, (
        "what is over does not open again from the same calls"
    )
    assert [(name, data["rule"]) for name, data in events(database)] == [
        ("alert.opened", "faults"),
        ("alert.resolved", "faults"),
    ]


def test_calls_that_are_erased_are_named_no_more(
    watch: Watch, database: Database, failing: list[UUID]
) -> None:
    watch.all(NOW)
    with database.transaction() as session:
        delete_calls(session, failing[:2])
    [alert] = alerts(database)
    assert alert.evidence["calls"] == [str(one) for one in failing[2:]]
    assert alert.evidence["numerator"] == 6


def test_the_same_calls_on_an_ordinary_day_open_nothing(watch: Watch, database: Database, ring: Ring) -> None:
    ring.weeks()
    for number in range(6):
        ring(NOW - timedelta(minutes=10 * (number + 1)))
    watch.all(NOW)
    assert alerts(database) == []


@pytest.mark.usefixtures("failing")
def test_a_rule_that_is_off_opens_nothing_and_closes_what_it_had(
    watch: Watch, database: Database, autobox: Profile
) -> None:
    watch.all(NOW)
    with database.transaction() as session:
        set_setting(session, slug=autobox.slug, name=ALERTS_SETTING, value={"off": ["faults"]})
    watch.all(NOW + timedelta(minutes=2))

    assert [one.resolution for one in alerts(database)] == ["switched_off"]


@pytest.mark.usefixtures("failing")
def test_a_muted_rule_waits(watch: Watch, database: Database, autobox: Profile, ana: Member) -> None:
    with database.transaction() as session:
        until = NOW + timedelta(minutes=30)
        mute_rule(session, organization_id=autobox.id, rule="faults", until=until, by=ana.id)

    opened = [watch.all(NOW + timedelta(minutes=minutes)) for minutes in (0, 29, 31)]
    assert opened == [0, 0, 1]


def test_a_transfer_that_was_promised_stays_open_until_somebody_has_seen_to_it(
    watch: Watch, database: Database, ring: Ring, autobox: Profile
) -> None:
    first = ring(NOW - timedelta(hours=1), promises=[TOLD_TRANSFER])
    kept = {**TOLD_TRANSFER, "deed": {"state": "done"}}
    ring(NOW - timedelta(hours=1), promises=[kept, {**TOLD_TRANSFER, "kind": "callback"}])
    assert watch.all(NOW) == 1
    assert alerts(database)[0].evidence == {"count": 1, "calls": [str(first)]}

    second = ring(NOW, promises=[TOLD_TRANSFER])
    watch.all(NOW + timedelta(minutes=2))
    [alert] = alerts(database)
    assert alert.evidence["calls"] == [str(second), str(first)]

    with database.transaction() as session:
        session.execute(
            text("INSERT INTO checked_calls SELECT id, organization_id, NULL, now() FROM conversations")
        )
    assert [watch.all(NOW + timedelta(minutes=minutes)) for minutes in (4, 30)] == [0, 1]


def test_a_round_that_is_out_of_time_ends(
    watch: Watch, autobox: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By RQ's alarm, wherever it is: no failed look, after which the others go on without a limit."""

    def out_of_time(_seen: object) -> NoReturn:
        raise JobTimeoutException

    monkeypatch.setitem(FINDERS, "reports", out_of_time)

    with pytest.raises(JobTimeoutException):
        watch.all(NOW)


def test_each_look_by_itself_and_the_heartbeat_says_which_failed(
    watch: Watch, database: Database, ring: Ring, autobox: Profile
) -> None:
    """The table of recordings is gone; all else is looked at."""
    ring(NOW - timedelta(hours=1), promises=[TOLD_TRANSFER])
    with database.transaction() as session:
        session.execute(text("ALTER TABLE recordings RENAME TO recordings_away"))
    try:
        assert watch.all(NOW) == 1
    finally:
        with database.transaction() as session:
            session.execute(text("ALTER TABLE recordings_away RENAME TO recordings"))

    with database.reading() as session:
        found = watched(session, organization_id=autobox.id)
        assert found is not None
        assert (found.failed, found.ran_at) == (("recordings",), NOW)
        assert unwatched_organizations(session, since=NOW) == []
        assert unwatched_organizations(session, since=NOW + timedelta(seconds=1)) == [(autobox.slug, NOW)]


def test_two_that_open_at_once_open_one(database: Database, autobox: Profile) -> None:
    alert = NewAlert(rule="faults", severity="critical")
    with database.transaction() as first:
        assert open_alert(first, organization_id=autobox.id, alert=alert, at=NOW) is not None
    with database.transaction() as second:
        assert open_alert(second, organization_id=autobox.id, alert=alert, at=NOW) is None
    assert len(alerts(database)) == 1


def criterion_calls(
    database: Database, ring: Ring, verdict: str, *, calls: int, week: int
) -> list[tuple[UUID, UUID]]:
    made = []
    with database.transaction() as session:
        for number in range(calls):
            call = ring.in_session(session, NOW - timedelta(weeks=week, hours=number + 1))
            analysis = queue_ai(session, conversation_id=call, version="p1", model="m1")
            judged = {"criterion": "courtesy", "verdict": verdict}
            complete_ai(session, analysis_id=analysis, results={"criteria": [judged]})
            made.append((call, analysis))
    return made


@pytest.mark.parametrize("is_reliable", [True, False])
def test_a_criterion_that_people_find_unreliable_raises_nothing(
    watch: Watch, database: Database, ring: Ring, ana: Member, is_reliable: bool
) -> None:
    """Thirty calls that all failed, after three weeks in which none did."""
    for week in (1, 2, 3):
        criterion_calls(database, ring, "success", calls=25, week=week)
    failed = criterion_calls(database, ring, "failure", calls=30, week=0)
    with database.transaction() as session:
        for call, analysis in failed[:12]:
            review(
                session,
                conversation_id=call,
                analysis_id=analysis,
                reviewer_id=ana.id,
                subject="criterion:courtesy",
                item=0,
                judged="failure" if is_reliable else "success",
            )

    watch.all(NOW)
    opened = [one for one in alerts(database) if one.rule == "criterion"]
    assert [one.subject for one in opened] == (["courtesy"] if is_reliable else [])
    if is_reliable:
        assert opened[0].evidence["calls"] == [str(call) for call, _ in failed]
        assert opened[0].evidence["numerator"] == len(failed)


def test_an_account_that_is_refused_names_the_calls_without_an_analysis(
    watch: Watch, database: Database, ring: Ring, jobs: JobQueue, worker_settings: WorkerSettings
) -> None:
    with database.transaction() as session:
        refused, other = (ring.in_session(session, NOW - timedelta(hours=1)) for _ in range(2))
        for call, code in (
            (refused, "insufficient_quota"),
            (refused, "insufficient_quota"),
            (other, "timeout"),
        ):
            analysis = queue_ai(session, conversation_id=call, version="p1", model="m1")
            fail_ai(session, analysis_id=analysis, code=code, message="")
    Breaker(jobs.redis, worker_settings).note("insufficient_quota")

    watch.all(NOW)

    [alert] = [one for one in alerts(database) if one.rule == "ai_suspended"]
    assert alert.evidence == {"code": "insufficient_quota", "calls": [str(refused)]}
