"""What the database keeps of a call, as plain values."""

from typing import Any

from sqlalchemy import select

from bridge.front.desk import FrontDesk
from bridge.settings import SIMULATED_NUMBER
from db.actions.calls import conversation_id_of
from db.actions.organizations import ensure_first_organization, set_setting
from db.database import Database
from db.models import Conversation, LedgerEntry, RealTimeEvent, Turn
from tests.waiting import eventually


def kept_call(database: Database, call_sid: str) -> dict[str, Any]:
    return one_of(database, Conversation, Conversation.id == conversation_id_of(call_sid))[0]


def is_kept(database: Database, call_sid: str) -> bool:
    return bool(one_of(database, Conversation, Conversation.id == conversation_id_of(call_sid)))


def kept_turns(database: Database, call_sid: str) -> list[dict[str, Any]]:
    turns = one_of(database, Turn, Turn.conversation_id == conversation_id_of(call_sid))
    return sorted(turns, key=lambda turn: turn["position"])


def kept_costs(database: Database, call_sid: str) -> list[dict[str, Any]]:
    return one_of(database, LedgerEntry, LedgerEntry.conversation_id == conversation_id_of(call_sid))


def kept_events(database: Database, call_sid: str) -> list[str]:
    """The types of its events, in their order."""
    events = one_of(database, RealTimeEvent, RealTimeEvent.conversation_id == conversation_id_of(call_sid))
    return [event["event_type"] for event in sorted(events, key=lambda event: event["id"])]


def one_of(database: Database, model: Any, condition: Any) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(model.__table__).where(condition)).mappings()]


def know_organization(database: Database, front_desk: FrontDesk, **settings: Any) -> None:
    """With these settings; and the bridge knows whose telephone rings, however slow the machine is."""
    with database.transaction() as session:
        ensure_first_organization(session)
        for name, value in settings.items():
            set_setting(session, slug="autobox", name=name, value=value)
    eventually(lambda: front_desk.line_of(SIMULATED_NUMBER).organization_id is not None)
