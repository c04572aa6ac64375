"""Alerts as the watch leaves them, for the tests of what shows and tells them."""

from datetime import datetime, timedelta
from uuid import UUID

from db.actions.alerts import NewAlert, note_watch, open_alert
from db.database import Database


def faults(since: datetime, calls: list[UUID] | None = None) -> NewAlert:
    evidence = {
        "metric": "fault_rate",
        "numerator": 6,
        "denominator": 8,
        "share": 0.75,
        "interval": [0.41, 0.93],
        "expected": 0.02,
        "usual": {"numerator": 3, "denominator": 150},
        "since": since.isoformat(),
        "until": (since + timedelta(hours=3)).isoformat(),
        "chance": 1e-7,
        "calls": list(map(str, calls or [])),
    }
    return NewAlert(rule="faults", severity="critical", evidence=evidence)


def budget() -> NewAlert:
    evidence = {"period": "day", "spent": "5.00", "limit": "5.00"}
    return NewAlert(rule="ai_budget", subject="day", severity="warning", evidence=evidence)


def opened(database: Database, owner: UUID, alert: NewAlert, at: datetime) -> str:
    with database.transaction() as session:
        found = open_alert(session, organization_id=owner, alert=alert, at=at)
    assert found is not None
    return str(found)


def looked(database: Database, owner: UUID, at: datetime, *failed: str) -> None:
    with database.transaction() as session:
        note_watch(session, organization_id=owner, ran_at=at, took_ms=12, failed=failed, days_at=at.date())
