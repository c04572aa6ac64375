"""Lists that are read page by page while rows come and go: what was there all the time is read once, in order; nothing twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.actions.alerts import NewAlert, open_alert
from db.actions.calls import NewCall, end_call, open_call
from db.actions.deletions import delete_calls
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.models import Alert, FollowUp, WebhookDelivery, WebhookEndpoint
from tests.dashboard_app.calls import START
from tests.dashboard_app.conftest import Person

numbers = count()


@dataclass
class Paged:
    """A list of the API: how a row comes into it, and how it goes."""

    path: str
    add: Callable[[Session, UUID, datetime], UUID]
    drop: Callable[[Session, UUID], object]
    asked: Mapping[str, str] = field(default_factory=dict)
    is_oldest_first: bool = False


def add_call(session: Session, _owner: UUID, at: datetime) -> UUID:
    call = NewCall(
        call_sid=f"CA{next(numbers):032x}",
        direction="inbound",
        phone_number="+34600111222",
        called_number=None,
        started_at=at,
    )
    found = open_call(session, call=call)
    end_call(session, conversation_id=found, ended_at=at + timedelta(seconds=9), end_reason="caller_hangup")
    return found


def add_alert(session: Session, owner: UUID, at: datetime) -> UUID:
    alert = NewAlert(rule="ai_budget", subject=f"{next(numbers)}", severity="warning", evidence={})
    found = open_alert(session, organization_id=owner, alert=alert, at=at)
    assert found is not None
    return found


def add_follow_up(session: Session, owner: UUID, at: datetime, **more: object) -> UUID:
    of = {"organization_id": owner, "conversation_id": add_call(session, owner, at), "kind": "callback", "rank": 2, "due_at": at}  # fmt: skip
    return session.scalars(insert(FollowUp).values(of | more).returning(FollowUp.id)).one()


def add_closed_follow_up(session: Session, owner: UUID, at: datetime) -> UUID:
    return add_follow_up(session, owner, at, state="done", closed_at=at)


def drop_follow_up(session: Session, one: UUID) -> None:
    session.execute(delete(FollowUp).where(FollowUp.id == one))


ENDPOINT = uuid4()


def add_delivery(session: Session, owner: UUID, at: datetime) -> UUID:
    if session.get(WebhookEndpoint, ENDPOINT) is None:
        hook = {"id": ENDPOINT, "organization_id": owner, "url": "https://taller.example", "event_types": [], "secret": "sealed"}  # fmt: skip
        session.execute(insert(WebhookEndpoint).values(hook))
    sent = {
        "endpoint_id": ENDPOINT,
        "event_type": "call.ended",
        "body": "",
        "state": "given_up",
        "created_at": at,
    }
    return session.scalars(insert(WebhookDelivery).values(sent).returning(WebhookDelivery.id)).one()


LISTS = {
    "calls": Paged("/api/conversations", add_call, lambda session, one: delete_calls(session, [one])),
    "alerts": Paged("/api/alerts", add_alert, lambda session, one: session.execute(delete(Alert).where(Alert.id == one))),
    "deliveries": Paged(f"/api/webhooks/{ENDPOINT}/deliveries", add_delivery, lambda session, one: session.execute(delete(WebhookDelivery).where(WebhookDelivery.id == one))),
    "follow-ups": Paged("/api/follow-ups", add_follow_up, drop_follow_up, is_oldest_first=True),
    "closed follow-ups": Paged("/api/follow-ups", add_closed_follow_up, drop_follow_up, {"view": "closed"}),
}  # fmt: skip


@dataclass
class Walk:
    """Reads the list to its end; between two pages something happens."""

    database: Database
    reader: Person
    paged: Paged
    owner: UUID
    rows: dict[UUID, datetime] = field(default_factory=dict)
    read: list[UUID] = field(default_factory=list)
    next: str | None = None

    def add(self, place: int) -> None:
        """Several rows have one and the same moment."""
        at = START + timedelta(microseconds=place)
        with self.database.transaction() as session:
            self.rows[self.paged.add(session, self.owner, at)] = at

    def drop(self, place: int) -> None:
        if self.rows:
            one = sorted(self.rows)[place % len(self.rows)]
            with self.database.transaction() as session:
                self.paged.drop(session, one)
            del self.rows[one]

    def turn(self, limit: int) -> bool:
        asked = {**self.paged.asked, "limit": limit} | ({"next": self.next} if self.next else {})
        answer = self.reader.client.get(self.paged.path, query_string=asked, headers=self.reader.bearer)
        assert answer.status_code == 200, answer.text
        self.read += [UUID(one["id"]) for one in answer.json["items"]]
        self.next = answer.json["next"]
        return self.next is not None


change = some.tuples(some.sampled_from(["add", "drop"]), some.integers(0, 6))


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=some.lists(some.integers(0, 6), min_size=4, max_size=9),
    meanwhile=some.lists(some.lists(change, max_size=3), max_size=6),
    limit=some.integers(1, 3),
)
def test_a_walk_misses_nothing(
    database: Database,
    alicia: Person,
    name: str,
    before: list[int],
    meanwhile: list[list[tuple[str, int]]],
    limit: int,
) -> None:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    walk = Walk(database, alicia, LISTS[name], owner)
    for place in before:
        walk.add(place)
    there_at_first = {**walk.rows}
    while walk.turn(limit):
        for what, place in meanwhile.pop(0) if meanwhile else []:
            getattr(walk, what)(place)

    stayed = there_at_first.keys() & walk.rows.keys()
    is_newest_first = not walk.paged.is_oldest_first
    in_order = sorted(stayed, key=lambda one: (there_at_first[one], one), reverse=is_newest_first)
    assert [one for one in walk.read if one in stayed] == in_order
    assert len(walk.read) == len(set(walk.read))
    with database.transaction() as session:
        for one in walk.rows:
            walk.paged.drop(session, one)
