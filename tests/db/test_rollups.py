"""Whatever happens to calls, in any order: the sums of months say what a count of the facts says, and the facts what the calls say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, answer_call, conversation_id_of, end_call, open_call
from db.actions.deletions import delete_calls
from db.actions.ledger import Cost, record_cost
from db.actions.organizations import ensure_first_organization
from db.actions.recounting import wrong_calls
from db.actions.rollups import sum_up
from db.actions.word_removal import remove_words
from db.database import Database
from db.models import Conversation
from db.queries.metrics.definitions import METRICS
from db.queries.metrics.measure import measure, measure_by
from db.queries.metrics.sources import whole_months
from db.queries.selection import Selection

BEGIN = datetime(2026, 2, 20, 8, tzinfo=UTC)  # over the change of the clocks
NOW = datetime(2026, 7, 1, tzinfo=UTC)
CALLS = 12

place = some.integers(0, CALLS - 1)
events = some.one_of(
    some.tuples(
        some.just("call"), place, some.integers(0, 100), some.sampled_from(("es", "ca")), some.booleans()
    ),
    some.tuples(
        some.just("reading"),
        place,
        some.sampled_from(("book_appointment", "book_visit", "bookkeeping")),
        some.sampled_from(("appointment_booked", "abandoned")),
    ),
    some.tuples(some.just("cost"), place, some.sampled_from(("0.10", "0.25", None))),
    some.tuples(some.just("delete"), place),
    some.tuples(some.just("words"), some.integers(0, 100)),
    some.tuples(some.just("sum up")),
)


def happen(database: Database, kind: str, *details: Any) -> None:
    with database.transaction() as session:
        if kind == "sum up":
            sum_up(session, now=NOW)
            return
        if kind == "words":
            forget_words(session, BEGIN + timedelta(days=details[0]))
            return
        found = conversation_id_of(sid(details[0]))
        if kind != "delete" and has_no_words(session, found):
            return  # reports about it are dropped
        if kind == "call":
            call(session, *details)
        elif (
            session.execute(text("SELECT 1 FROM conversations WHERE id = :id"), {"id": found}).first() is None
        ):
            return
        elif kind == "reading":
            _, intent, outcome = details
            results = {"intent": {"value": intent}, "outcome": {"value": outcome}}
            save_programmatic(session, conversation_id=found, version="test", results=results)
        elif kind == "cost":
            record_cost(session, conversation_id=found, cost=cost(details[1]))
        else:
            delete_calls(session, [found])


def forget_words(session: Any, before: datetime) -> None:
    theirs = select(Conversation.id).where(
        Conversation.started_at < before, Conversation.words_erased_at.is_(None)
    )
    remove_words(session, list(session.scalars(theirs)), days=30)


def has_no_words(session: Any, conversation_id: UUID) -> bool:
    call = session.get(Conversation, conversation_id)
    return call is not None and call.words_erased_at is not None


def sid(number: int) -> str:
    return f"CA{number:032x}"


def call(session: Any, number: int, day: int, language: str, is_answered: bool) -> UUID:
    """A number has several calls, some within a week of each other."""
    at = BEGIN + timedelta(days=day, minutes=number)
    new = NewCall(
        call_sid=sid(number),
        direction="inbound",
        phone_number=f"+3460000000{number % 3}",
        called_number=None,
        started_at=at,
        is_test=number == 0,
    )
    found = open_call(session, call=new)
    if is_answered:
        answer_call(session, conversation_id=found, answered_at=at + timedelta(seconds=number))
    reason = "caller_hangup" if is_answered else "no_answer"
    end_call(session, conversation_id=found, ended_at=at + timedelta(seconds=60 + number), end_reason=reason)
    return found


def cost(amount: str | None) -> Cost:
    return Cost(
        kind="carrier_call",
        reference="leg",
        amount=Decimal(amount) if amount else None,
        certainty="estimated" if amount else "unknown",
        occurred_at=BEGIN,
    )


BREAKDOWNS: tuple[tuple[str, ...], ...] = (
    ("language",),
    ("month", "ending"),
    ("service",),
    ("week", "ending"),
    ("weekday", "hour"),
    ("agent", "day"),
    ("step", "reason"),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=some.lists(events, min_size=8, max_size=20),
    after=some.lists(events, max_size=6),
    begin=some.integers(0, 20),
    days=some.integers(20, 140),
    languages=some.sampled_from(((), ("es",), ("ca", "unknown"))),
    by=some.sampled_from(BREAKDOWNS),
)
def test_the_copy_counts_what_the_database_counts(
    database: Database,
    before: list[Any],
    after: list[Any],
    begin: int,
    days: int,
    languages: tuple[str, ...],
    by: tuple[str, ...],
) -> None:
    """Days that have changed since the copy was made are left to the database, and none is counted twice or lost."""
    with database.transaction() as session:
        session.execute(text("TRUNCATE conversations, call_months, call_cells, call_spreads CASCADE"))
        owner = ensure_first_organization(session)
    for event in before:
        happen(database, *event)
    refresher = database.keep_columns()
    refresher.refresh(least=-1)
    for event in after:
        happen(database, *event)

    since = BEGIN + timedelta(days=begin)
    selection = Selection(
        organization_id=owner, since=since, until=since + timedelta(days=days), languages=languages
    )
    with database.reading() as session:
        copied = measure(session, METRICS, selection, now=NOW)
        copied_by = measure_by(session, METRICS, selection, by=by, now=NOW)
    with Session(database.engine) as session:
        assert copied == measure(session, METRICS, selection, now=NOW)
        counted_by = measure_by(session, METRICS, selection, by=by, now=NOW)
    assert with_calls(copied_by) == with_calls(counted_by)


def with_calls(found: dict[Any, Any]) -> dict[Any, Any]:
    return {key: figures for key, figures in found.items() if figures["calls"].n}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    story=some.lists(events, min_size=8, max_size=30), begin=some.integers(0, 20), days=some.integers(60, 140)
)
def test_sums_are_what_a_recount_says(database: Database, story: list[Any], begin: int, days: int) -> None:
    with database.transaction() as session:
        session.execute(text("TRUNCATE conversations, call_months, call_cells, call_spreads CASCADE"))
        owner = ensure_first_organization(session)
    for event in (*story, ("sum up",), *story[:2]):
        happen(database, *event)

    since = BEGIN + timedelta(days=begin)
    selection = Selection(organization_id=owner, since=since, until=since + timedelta(days=days))
    call_by_call = replace(selection, hours=tuple(range(24)))
    with database.reading() as session:
        assert wrong_calls(session, BEGIN - timedelta(days=9), NOW) == []
        assert measure(session, METRICS, selection, now=NOW) == measure(
            session, METRICS, call_by_call, now=NOW
        )
        for by in (("language",), ("month", "ending"), ("service",)):
            summed = measure_by(session, METRICS, selection, by=by, now=NOW)
            counted = measure_by(session, METRICS, call_by_call, by=by, now=NOW)
            assert {key: figures for key, figures in summed.items() if figures["calls"].n} == counted


def test_a_change_makes_its_month_stale_and_others_not(database: Database) -> None:
    for number in range(6):
        happen(database, "call", number, number * 18, "es", True)
    happen(database, "sum up")
    with database.transaction() as session:
        selection = Selection(organization_id=ensure_first_organization(session), until=NOW)
        assert [month.month for month in whole_months(session, selection)] == [2, 3, 4, 5]

    happen(database, "cost", 2, "0.10")

    with database.reading() as session:
        assert [month.month for month in whole_months(session, selection)] == [2, 4, 5]
