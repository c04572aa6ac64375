"""An organization's own rules in rounds of the watch, over a real database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.actions.alerts import mute_rule
from db.actions.own_rules import add_rule, change_rule, delete_rule
from db.actions.users import create_user
from db.database import Database
from db.models import Alert, Organization, OwnAlertRule, RealTimeEvent, SettingChange, User
from db.own_rules import OwnRule, look_name
from db.queries.alerts import watched
from db.queries.organizations import Profile
from tests.workers.watch.conftest import NOW, Ring
from workers.watch.round import Watch

FAULTS = OwnRule(
    name="Fallos",
    metric="fault_rate",
    hours=3,
    comparison="over",
    threshold=0.3,
    minimum=4,
    severity="critical",
)


@pytest.fixture
def by(database: Database, autobox: Profile) -> UUID:
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="admin", password="a password of the tests")
    with database.reading() as session:
        return session.scalars(select(User.id)).one()


@pytest.fixture
def rule_id(database: Database, autobox: Profile, by: UUID) -> UUID:
    return made(database, autobox.id, by, FAULTS)


def made(database: Database, house: UUID, by: UUID, rule: OwnRule) -> UUID:
    with database.transaction() as session:
        return add_rule(session, organization_id=house, by=by, rule=rule)


def own_alerts(database: Database) -> Sequence[Alert]:
    with database.reading() as session:
        found = session.scalars(select(Alert).where(Alert.rule == "own").order_by(Alert.opened_at)).all()
        session.expunge_all()
    return found


def changed(database: Database, rule_id: UUID, by: UUID, at: Any, **parts: Any) -> None:
    with database.transaction() as session:
        row = session.get_one(OwnAlertRule, rule_id)
        change_rule(session, row, by=by, rule=replace(FAULTS, **parts), at=at)


def after(minutes: float) -> Any:
    return NOW + timedelta(minutes=minutes)


def test_it_opens_once_with_its_figure_and_its_calls_and_is_over_when_no_longer_past(
    watch: Watch, database: Database, ring: Ring, rule_id: UUID
) -> None:
    failed = ring.failures(6)
    ring(NOW - timedelta(minutes=5))
    for minutes in (0, 2, 4):
        watch.all(after(minutes))

    [alert] = own_alerts(database)
    assert (alert.subject, alert.severity, alert.resolved_at) == (str(rule_id), "critical", None)
    told = alert.evidence
    assert (told["name"], told["hits"], told["n"], told["count"]) == ("Fallos", 6, 7, 6)
    assert told["interval"][0] > FAULTS.threshold
    assert set(told["calls"]) == set(map(str, failed))
    with database.reading() as session:
        wanted = RealTimeEvent.data["subject"].astext == str(rule_id)
        [event] = session.scalars(select(RealTimeEvent).where(wanted))
        assert (event.event_type, event.data["name"], event.data["threshold"]) == (
            "alert.opened",
            "Fallos",
            0.3,
        )

    for number in range(13):
        ring(after(60 + number))
    watch.all(after(80))  # 6 of 20: on the threshold
    watch.all(after(82))
    [alert] = own_alerts(database)
    assert (alert.resolution, alert.evidence["after"]["hits"], alert.evidence["after"]["n"]) == (
        "recovered",
        6,
        20,
    )

    ring(after(83), end_reason="agent_failed")
    watch.all(after(84))
    assert len(own_alerts(database)) == 1, "what was over does not open again from the same calls"


def test_few_calls_open_nothing(watch: Watch, database: Database, ring: Ring, rule_id: UUID) -> None:
    ring.failures(3)
    watch.all(NOW)
    assert own_alerts(database) == []


def test_of_some_calls_only(watch: Watch, database: Database, ring: Ring, autobox: Profile, by: UUID) -> None:
    ring.failures(6)
    for language in ("ca", "es"):
        rule = replace(FAULTS, name=language, filters={"language": language})
        made(database, autobox.id, by, rule)
    with database.transaction() as session:
        from db.models import CallFact

        session.execute(update(CallFact).values(language="ca"))
    watch.all(NOW)
    assert [one.evidence["name"] for one in own_alerts(database)] == ["ca"]


@pytest.mark.parametrize(
    ("parts", "resolution", "again"),
    [
        pytest.param({"threshold": 0.4}, "changed", 2, id="another threshold looks at the same calls again"),
        pytest.param({"threshold": 0.9}, "changed", 1, id="a threshold that is not passed"),
        pytest.param({"is_on": False}, "switched_off", 1, id="switched off"),
        pytest.param({"name": "Otro"}, None, 1, id="only another name"),
    ],
)
def test_a_change_ends_what_it_had_opened(
    watch: Watch,
    database: Database,
    ring: Ring,
    rule_id: UUID,
    by: UUID,
    parts: dict[str, Any],
    resolution: str | None,
    again: int,
) -> None:
    ring.failures(6)
    watch.all(NOW)
    changed(database, rule_id, by, after(1), **parts)
    watch.all(after(2))

    found = own_alerts(database)
    assert (found[0].resolution, len(found)) == (resolution, again)


def test_deleted_and_muted_ones_open_nothing(
    watch: Watch, database: Database, ring: Ring, rule_id: UUID, by: UUID, autobox: Profile
) -> None:
    ring.failures(6)
    with database.transaction() as session:
        name = look_name(rule_id)
        mute_rule(session, organization_id=autobox.id, rule=name, until=after(10), by=by)
    watch.all(NOW)
    assert own_alerts(database) == []
    watch.all(after(11))
    with database.transaction() as session:
        delete_rule(session, session.get_one(OwnAlertRule, rule_id), by=by, at=after(12))
    watch.all(after(13))

    assert [one.resolution for one in own_alerts(database)] == ["switched_off"]
    with database.reading() as session:
        kept = session.scalars(select(SettingChange).order_by(SettingChange.changed_at)).all()
        assert [(one.subject, one.before.get("name"), one.after.get("name")) for one in kept] == [
            ("own_rule", None, "Fallos"),
            ("own_rule", "Fallos", None),
        ]


def test_one_that_cannot_be_looked_at_is_told_and_stops_no_other(
    watch: Watch, database: Database, ring: Ring, rule_id: UUID, by: UUID, autobox: Profile
) -> None:
    ring.failures(6)
    made(database, autobox.id, by, replace(FAULTS, name="Otra"))
    with database.transaction() as session:
        session.execute(update(OwnAlertRule).where(OwnAlertRule.id == rule_id).values(metric="no more"))
    watch.all(NOW)

    assert [one.evidence["name"] for one in own_alerts(database)] == ["Otra"]
    with database.reading() as session:
        found = watched(session, organization_id=autobox.id)
    assert found is not None
    assert found.failed == (look_name(rule_id),)


def test_rules_of_others_see_nothing_of_these_calls(
    watch: Watch, database: Database, ring: Ring, autobox: Profile, by: UUID
) -> None:
    ring.failures(6)
    with database.transaction() as session:
        other = Organization(
            slug="other", name="Other", sector="workshop", timezone="Europe/Madrid", language="es"
        )
        session.add(other)
        session.flush()
        other_id = other.id
    made(database, other_id, by, FAULTS)
    watch.all(NOW)
    assert own_alerts(database) == []
