"""Limits on how many tags, views, boards and webhooks there may be, reached by two transactions at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from db.actions.annotations import MAX_TAGS, AnnotationError, add_tag
from db.actions.boards import MAX_BOARDS, MAX_CHARTS, BoardError, BoardKey, add_chart, make_board
from db.actions.calls import NewCall, open_call
from db.actions.many_calls import tag_calls
from db.actions.organizations import ensure_first_organization
from db.actions.saved_views import MAX_VIEWS, ViewError, save_view
from db.actions.users import create_user
from db.actions.webhooks import MAX_ENDPOINTS, EndpointSettings, add_endpoint
from db.database import Database
from db.models import Board, BoardChart, CallTag, SavedView, WebhookEndpoint
from db.webhooks.kinds import OUTWARD
from db.webhooks.refusals import WebhookError
from db.webhooks.secrets import webhook_seal
from tests.waiting import eventually

WAITS_FOR_A_LOCK = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
Add = Callable[[Session, "House", int], Any]


class House:
    """An organization with one user and one call."""

    def __init__(self, session: Session) -> None:
        self.id = ensure_first_organization(session)
        self.user: UUID = create_user(session, email="a@example.com", role="admin", password="twelve letters")
        new = NewCall(
            call_sid="CA" + "1" * 32,
            direction="inbound",
            phone_number="+34600111222",
            called_number="+34971550100",
            started_at=datetime.now(UTC),
        )
        self.call = open_call(session, call=new)


def tag(session: Session, house: House, number: int) -> str:
    return add_tag(session, conversation_id=house.call, user_id=house.user, tag=f"tag {number}")


def tag_many(session: Session, house: House, number: int) -> None:
    """Several calls at once never raise: they name the calls that they refuse."""
    ids = [house.call]
    done = tag_calls(session, organization_id=house.id, ids=ids, user_id=house.user, tag=f"tag {number}")
    if done.refused:
        raise AnnotationError(*done.refused, "refused")


def view(session: Session, house: House, number: int) -> UUID:
    return save_view(
        session,
        organization_id=house.id,
        owner_id=house.user,
        page="calls",
        name=f"view {number}",
        filters={},
        is_shared=False,
    )


def board(session: Session, house: House, number: int) -> UUID:
    return make_board(session, organization_id=house.id, owner_id=house.user, name=f"board {number}")


def chart(session: Session, house: House, number: int) -> UUID | None:
    """On one board, that the first call makes."""
    made = session.scalars(select(Board.id)).one_or_none() or board(session, house, 0)
    key = BoardKey(house.id, made, house.user)
    return add_chart(session, key, filters={"figure": "calls", "by": "day", "number": str(number)})


def webhook(session: Session, house: House, number: int) -> object:
    wanted = EndpointSettings(f"https://example.com/{number}", OUTWARD)
    seal = webhook_seal("a-secret-of-the-tests-only-0123456789")
    return add_endpoint(session, organization_id=house.id, by=house.user, wanted=wanted, seal=seal)


@pytest.mark.parametrize(
    ("add", "first", "most", "table", "error"),
    [
        pytest.param(tag, tag, MAX_TAGS, CallTag, AnnotationError, id="tags"),
        pytest.param(tag_many, tag, MAX_TAGS, CallTag, AnnotationError, id="tags of many calls"),
        pytest.param(view, view, MAX_VIEWS, SavedView, ViewError, id="views"),
        pytest.param(board, board, MAX_BOARDS, Board, BoardError, id="boards"),
        pytest.param(chart, chart, MAX_CHARTS, BoardChart, BoardError, id="charts of a board"),
        pytest.param(webhook, webhook, MAX_ENDPOINTS, WebhookEndpoint, WebhookError, id="webhooks"),
    ],
)
def test_two_at_once_do_not_pass_the_limit(
    database: Database, add: Add, first: Add, most: int, table: Any, error: type[Exception]
) -> None:
    with database.transaction() as session:
        house = House(session)
    with database.transaction() as session:
        for number in range(most - 1):
            add(session, house, number)

    def add_one_more() -> None:
        with database.transaction() as session:
            add(session, house, most)

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            first(session, house, most - 1)
            second = other.submit(add_one_more)
            eventually(lambda: second.done() or somebody_waits(database))
        failure = second.exception()

    assert count(database, table) == most
    assert isinstance(failure, error)


def somebody_waits(database: Database) -> bool:
    with database.engine.connect() as connection:
        return bool(connection.execute(WAITS_FOR_A_LOCK).scalar_one())


def count(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()
