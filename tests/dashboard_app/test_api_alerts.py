"""Alerts for programs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from db.actions.alerts import resolve_alert
from db.actions.organizations import ensure_first_organization
from db.database import Database
from tests.dashboard_app.alert_rows import budget, faults, opened
from tests.dashboard_app.conftest import Person

NOW = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)


@pytest.fixture
def owner(database: Database) -> UUID:
    with database.transaction() as session:
        return ensure_first_organization(session)


def test_pages_and_views(alicia: Person, database: Database, owner: UUID) -> None:
    first = opened(database, owner, faults(NOW), NOW)
    second = opened(database, owner, budget(), NOW + timedelta(hours=1))
    with database.transaction() as session:
        resolve_alert(session, organization_id=owner, rule="faults", at=NOW + timedelta(hours=2))

    def listed(query: str) -> dict[str, object]:
        found: dict[str, object] = alicia.client.get(f"/api/alerts?{query}").get_json()
        return found

    def ids(query: str) -> list[str]:
        return [one["id"] for one in listed(query)["items"]]  # type: ignore[attr-defined,misc]

    assert [ids("view=open"), ids("view=closed"), ids("view=all")] == [[second], [first], [second, first]]
    page = listed("view=all&limit=1")
    assert ids(f"view=all&limit=1&next={page['next']}") == [first]
    assert listed("view=all")["next"] is None
    [over] = listed("view=closed")["items"]  # type: ignore[misc]
    assert (over["rule"], over["resolution"], over["opened_at"]) == (
        "faults",
        "recovered",
        "2026-11-18T12:00:00+01:00",
    )


def test_acknowledging_once_is_enough(alicia: Person, database: Database, owner: UUID) -> None:
    alert = opened(database, owner, budget(), NOW)
    answers = [alicia.client.post(f"/api/alerts/{alert}/acknowledge") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json()["acknowledger"] == alicia.email
    assert answers[0].get_json()["acknowledged_at"] == answers[1].get_json()["acknowledged_at"]


def test_refusals(alicia: Person, bruno: Person, database: Database, owner: UUID) -> None:
    alert = opened(database, owner, budget(), NOW)
    assert bruno.client.post(f"/api/alerts/{alert}/acknowledge").status_code == 403
    with database.transaction() as session:
        resolve_alert(session, organization_id=owner, rule="ai_budget", subject="day", at=NOW)
    assert alicia.client.post(f"/api/alerts/{alert}/acknowledge").status_code == 409
    for unknown in (uuid4(), "nonsense"):
        assert alicia.client.post(f"/api/alerts/{unknown}/acknowledge").status_code == 404
    for query in ("view=some", "limit=0", "next=nonsense", "else=1"):
        assert alicia.client.get(f"/api/alerts?{query}").status_code == 422
