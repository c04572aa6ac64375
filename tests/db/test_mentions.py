"""An erased call is named nowhere: not by an alert, not by what was told of many calls together, and after a day not by the event that it went."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from db.actions.alerts import NewAlert, open_alert
from db.actions.erasures import begin_erasure
from db.actions.events import record_event
from db.actions.mentions import forget_erased
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.erasing import CallStorage, erase_part
from db.queries.erasure_scope import ErasureScope
from db.sound.store import RecordingStore
from tests.dashboard_app.calls import make_call


def named_in(database: Database, call: UUID) -> list[str]:
    """Which kinds of rows name the call."""
    rows = "SELECT event_type, data::text FROM real_time_events UNION ALL SELECT 'alert', evidence::text FROM alerts"
    with database.reading() as session:
        return sorted({kind for kind, said in session.execute(text(rows)) if str(call) in said})


def test_nothing_names_a_call_that_was_erased(database: Database) -> None:
    gone, kept = make_call(database, 1), make_call(database, 2)
    both: dict[str, Any] = {"ids": [str(gone), str(kept)]}
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        alert = NewAlert(
            rule="broken_transfer", severity="critical", evidence={"count": 2, "calls": both["ids"]}
        )
        open_alert(session, organization_id=owner, alert=alert, at=datetime.now(UTC))
        record_event(session, "call.annotated", {"what": "tags", **both}, organization_id=owner)
    with database.transaction() as session:
        erasure = begin_erasure(session, scope=ErasureScope(owner, conversation_id=gone), user_id=None)
    storage = CallStorage(database, RecordingStore.at("memory://mentions"), database.settings.data_dir)

    while erase_part(storage, erasure) is not None:
        pass

    assert named_in(database, gone) == ["call.erased"]
    assert {"alert", "call.annotated"} <= set(named_in(database, kept))

    with database.transaction() as session:
        assert forget_erased(session, older_than_seconds=3600) == 0
        assert forget_erased(session, older_than_seconds=0) == 1
    assert named_in(database, gone) == []
