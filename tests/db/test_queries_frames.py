"""Frames have the types that they promise, also where nothing was found; blocks end where patience does."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import literal, select

from db.actions.staff_numbers import set_staff_numbers
from db.database import Database
from db.demo.cli import load_demo
from db.models import CallFact
from db.queries.call_page import TURNS, call_turns
from db.queries.calls import CALL_COLUMNS, MAX_OFFSET, Block, CallQuery, calls_block
from db.queries.frames import COUNT, MOMENT, TEXT, WHOLE, read_frame, records
from db.queries.selection import Selection
from db.queries.today import Span, call_volume, day_counts


def test_empty_frames_keep_their_types(database: Database) -> None:
    with database.reading() as session:
        frame = call_turns(session, conversation_id=uuid4())

    assert frame.empty
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == TURNS


def test_a_frame_that_breaks_its_promise_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(ValueError, match="promises"):
        read_frame(session, select(literal(1).label("one")), {"other": COUNT})


def test_records_are_plain_values(database: Database) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    statement = select(literal(at).label("at"), literal(None).label("nothing"), literal("x").label("word"))
    with database.reading() as session:
        rows = records(read_frame(session, statement, {"at": MOMENT, "nothing": WHOLE, "word": TEXT}))

    assert rows == [{"at": at, "nothing": None, "word": "x"}]


@pytest.fixture
def organization(database: Database) -> Selection:
    load_demo(database, conversations=80, days=10, seed=2)
    with database.reading() as session:
        from sqlalchemy import text

        return Selection(organization_id=session.execute(text("SELECT id FROM organizations")).scalar_one())


@pytest.mark.parametrize(
    ("column", "descending"),
    [("started_at", True), ("started_at", False), ("duration_seconds", True), ("phone_number", False)],
)
def test_blocks_together_are_the_whole_list(
    database: Database, organization: Selection, column: str, descending: bool
) -> None:
    with database.reading() as session:
        blocks = [
            calls_block(
                session,
                CallQuery(selection=organization),
                Block(start=at, end=at + 30, sort=column, descending=descending),
            )
            for at in (0, 30, 60)
        ]

    ids = [call_id for frame, _more in blocks for call_id in frame["id"]]
    assert len(set(ids)) == len(ids) == 80
    assert [more for _frame, more in blocks] == [True, True, False]
    assert list(blocks[0][0].columns) == list(CALL_COLUMNS)


def test_nobody_scrolls_for_ever(database: Database, organization: Selection) -> None:
    with database.reading() as session:
        frame, more = calls_block(
            session, CallQuery(selection=organization), Block(start=MAX_OFFSET, end=MAX_OFFSET + 100)
        )

    assert (len(frame), more) == (0, False)


def test_volume_and_counts_agree(database: Database, organization: Selection) -> None:
    """Neither counts calls of the staff."""
    span = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    with database.transaction() as session:
        number = session.scalars(
            select(CallFact.phone_number)
            .where(~CallFact.is_test, CallFact.phone_number.is_not(None))
            .limit(1)
        ).one()
        assert set_staff_numbers(session, slug="autobox", numbers=[number])
    with database.reading() as session:
        counts = day_counts(session, organization_id=organization.organization_id, spans=[span])
        volume = call_volume(
            session,
            organization_id=organization.organization_id,
            span=span,
            bucket="day",
        )

    assert volume["calls"].sum() == counts["calls"][0]
    by_ending = volume.groupby("ending")["calls"].sum()
    assert by_ending["abandoned"] == counts["abandoned"][0]
    assert by_ending.get("missed", 0) == counts["offered"][0] - counts["offered_answered"][0]
