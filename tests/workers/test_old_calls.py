"""What was said in calls that were kept long enough goes, and every figure stays as it was."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text, update

from bridge import facts
from bridge.fact_actions import write_entries
from bridge.spool import Entry
from db import erasing
from db.actions import annotations, recordings
from db.actions.analyses import complete_ai, queue_ai, save_programmatic
from db.actions.calls import NewCall, add_facts, answer_call, end_call, open_call
from db.actions.erasures import stalled_erasures
from db.actions.follow_ups import settle_follow_ups
from db.actions.founding import add_agent, create_organization
from db.actions.hints import keep_hint
from db.actions.ledger import Cost, record_cost
from db.actions.organizations import ensure_first_organization, set_setting
from db.actions.recordings import StoredSound
from db.actions.recounting import wrong_calls
from db.actions.rollups import sum_up
from db.actions.turns import NewTurn, save_turn
from db.call_retention import RETENTION_SETTING, kept_since
from db.database import Database
from db.models import Base, CallFact, Conversation, Erasure, FollowUp, Recording, User, WebhookDelivery
from db.queries.metrics.definitions import METRICS
from db.queries.metrics.measure import measure
from db.queries.selection import Selection
from db.sound.store import RecordingStore
from workers import erasing as carrying
from workers import upkeep
from workers.old_calls import erase_old_words
from workers.queue import JobQueue

ZONE = ZoneInfo("Europe/Madrid")
NUMBER, OTHER, MARKER = "+34600111222", "+34600333444", "Zanahoria"
LINES = {"autobox": "+34971550100", "nord": "+34971880200"}
DAYS = 30
Carry = Callable[[], None]


@pytest.fixture(autouse=True)
def organizations(database: Database, worker_environment: dict[str, str]) -> dict[str, UUID]:
    """Two of them; the clock's jobs run in this process."""
    with database.transaction() as session:
        owners = {"autobox": ensure_first_organization(session)}
        owners["nord"] = create_organization(
            session, slug="nord", name="Nord", sector="workshop", timezone="Europe/Madrid", language="es"
        )
        for slug, owner in owners.items():
            add_agent(
                session, organization_id=owner, name=slug, provider_agent_id=f"agent_{slug}",
                phone_number=LINES[slug], language="es",
            )  # fmt: skip
    return owners


@pytest.fixture
def store(worker_environment: dict[str, str]) -> RecordingStore:
    return RecordingStore.from_environment(worker_environment)


@pytest.fixture
def carry_out(database: Database, store: RecordingStore, jobs: JobQueue) -> Carry:
    """What the clock orders and a worker does, until nothing is left."""

    def carry() -> None:
        erase_old_words()
        storage = erasing.CallStorage(database, store, database.settings.data_dir)
        with database.reading() as session:
            waiting = session.scalars(select(Erasure.id).where(Erasure.state != "done")).all()
        for erasure_id in waiting:
            carrying.carry_out(storage, jobs, erasure_id)

    return carry


def oldest_kept() -> datetime:
    return kept_since(DAYS, now=datetime.now(UTC), zone=ZONE)


def keep(database: Database, days: int | None, slug: str = "autobox") -> None:
    rule = {"days": days} if days is not None else None
    with database.transaction() as session:
        assert set_setting(session, slug=slug, name=RETENTION_SETTING, value=rule)


def make(
    database: Database, number: int, started_at: datetime, *, phone: str = NUMBER, line: str = "autobox", is_over: bool = True
) -> UUID:  # fmt: skip
    call = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=phone,
        called_number=LINES[line],
        started_at=started_at,
    )
    with database.transaction() as session:
        found = open_call(session, call=call)
        answer_call(session, conversation_id=found, answered_at=started_at + timedelta(seconds=2))
        said = ("agent", "Buenos días."), ("user", f"Soy {MARKER}."), ("agent", f"Hola, {MARKER}.")
        for place, (role, words) in enumerate(said, 1):
            times = {"started_ms": place * 4000, "ended_ms": place * 4000 + 3000}
            turn = NewTurn(
                position=place, role=role, text=words, full_text=words, is_interrupted=place == 3, **times
            )
            save_turn(session, conversation_id=found, turn=turn)
        if is_over:
            ended = started_at + timedelta(seconds=62)
            end_call(session, conversation_id=found, ended_at=ended, end_reason="caller_hangup")
    with database.transaction() as session:
        read(session, found)
    return found


def read(session: Any, call: UUID) -> None:
    results = {
        "intent": {"value": "billing", "quote": MARKER},
        "outcome": {"value": "abandoned"},
        "urgency": {"value": "low"},
        "sentiment": {"value": "negative"},
        "services": [{"value": "brakes"}],
        "entities": {"caller_name": {"value": MARKER}},
        "talk": {"ratio": 0.5, "estimated": False},
        "pauses": [{"duration_ms": 4000}],
    }
    save_programmatic(session, conversation_id=call, version="test", results=results)
    record_cost(
        session,
        conversation_id=call,
        cost=Cost(kind="carrier_call", reference="leg", amount=1, certainty="known", occurred_at=datetime.now(UTC)),  # type: ignore[arg-type]
    )  # fmt: skip


def add_all(database: Database, store: RecordingStore, call: UUID, organization_id: UUID) -> None:
    """Everything that people, models and tools can add to a call."""
    store.put(f"{call}.flac", b"sound")
    sound = StoredSound(
        key=f"{call}.flac", content_type="audio/flac", size_bytes=5, sha256="a", duration_ms=1, carried={}
    )
    with database.transaction() as session:
        who = User(organization_id=organization_id, email="ana@example.com", role="admin")
        session.add(who)
        session.flush()
        annotations.add_note(session, conversation_id=call, author_id=who.id, text=f"{MARKER} paga tarde")
        annotations.add_tag(session, conversation_id=call, user_id=who.id, tag=MARKER.lower())
        analysis = queue_ai(session, conversation_id=call, version="1", model="m")
        complete_ai(session, analysis_id=analysis, results={"summary": f"{MARKER} llama"})
        tool = {"is_error": True, "result": MARKER}
        noted = {"book_appointment": tool, "whisper": f"Es {MARKER}", "agent_version": "v7"}
        add_facts(session, conversation_id=call, facts=noted)
        hint = {"hint_id": "h1", "after": 1, "text": f"{MARKER} tiene prisa", "by": str(who.id)}
        keep_hint(session, conversation_id=call, at=datetime.now(UTC), **hint)
        recordings.begin_recording(session, conversation_id=call, started_at=datetime.now(UTC))
        recordings.store_recording(session, conversation_id=call, sound=sound)
        settle_follow_ups(session, organization_id=organization_id, since=datetime(2020, 1, 1, tzinfo=UTC))
        session.execute(update(FollowUp).values(note=f"Llamar a {MARKER}"))
    with database.transaction() as session:
        session.execute(
            text(
                "WITH e AS (INSERT INTO webhook_endpoints (organization_id, url, event_types, secret)"
                " VALUES (:owner, 'https://example.com', '{}', 'x') RETURNING id)"
                " INSERT INTO webhook_deliveries (endpoint_id, conversation_id, event_type, body, next_attempt_at)"
                " SELECT id, :call, 'call.ended', :body, now() FROM e"
            ),
            {"owner": organization_id, "call": call, "body": f'{{"words": "{MARKER}"}}'},
        )


def everything(database: Database) -> str:
    """All rows of all tables, as text."""
    with database.engine.connect() as connection:
        return "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(text(f"SELECT t::text FROM {table.name} t")).scalars()
        )


def without_words(database: Database) -> set[UUID]:
    with database.reading() as session:
        return set(session.scalars(select(Conversation.id).where(Conversation.words_erased_at.is_not(None))))


def figures(database: Database, owner: UUID) -> dict[str, Any]:
    with database.reading() as session:
        return measure(
            session, METRICS, Selection(organization_id=owner, is_test=False), now=datetime.now(UTC)
        )


def fact_rows(database: Database) -> list[tuple[Any, ...]]:
    """All but the number and when they were derived."""
    names = [one.name for one in CallFact.__table__.columns if one.name not in {"phone_number", "updated_at"}]
    listed = ", ".join(names)
    with database.engine.connect() as connection:
        return sorted(map(str, connection.execute(text(f"SELECT {listed} FROM call_facts"))))  # type: ignore[arg-type]


def wrong(database: Database) -> Sequence[UUID]:
    with database.reading() as session:
        return wrong_calls(session, datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=1))


def test_no_word_and_no_number_is_left_and_every_figure_stays(
    database: Database, store: RecordingStore, carry_out: Carry, organizations: dict[str, UUID]
) -> None:
    old = oldest_kept() - timedelta(days=1)
    first, again = make(database, 1, old), make(database, 2, old + timedelta(hours=2))
    add_all(database, store, first, organizations["autobox"])
    with database.transaction() as session:
        sum_up(session, now=datetime.now(UTC))
    before, rows = figures(database, organizations["autobox"]), fact_rows(database)
    assert (before["calls"].n, wrong(database)) == (2, [])
    keep(database, DAYS)

    carry_out()

    left = everything(database)
    for word in (MARKER, MARKER.lower(), "600111222", "111222"):
        assert word not in left
    assert without_words(database) == {first, again}
    assert (figures(database, organizations["autobox"]), fact_rows(database)) == (before, rows)
    assert wrong(database) == []
    assert not store.exists(f"{first}.flac")
    with database.reading() as session:
        sound, task = session.get_one(Recording, first), session.scalars(select(FollowUp)).one()
        assert (sound.status, sound.reason, task.state) == ("deleted", "retention", "dismissed")
        call, receipt = session.get_one(Conversation, first), session.scalars(select(Erasure)).one()
        kept = call.phone_number, call.facts, call.words_kept_days
        assert kept == ("erased", {"agent_version": "v7"}, DAYS)
        done = receipt.scope, receipt.state, receipt.wanted, receipt.calls, receipt.recordings
        assert done == ("old", "done", None, 2, 1)
        assert session.scalars(select(WebhookDelivery)).all() == []


def test_whole_days_go_on_the_clock_of_the_organization(database: Database, carry_out: Carry) -> None:
    midnight = oldest_kept()
    assert (midnight.astimezone(ZONE).hour, midnight.astimezone(ZONE).minute) == (0, 0)
    gone = make(database, 1, midnight - timedelta(seconds=1))
    make(database, 2, midnight)
    keep(database, DAYS)

    carry_out()

    assert without_words(database) == {gone}
    assert erase_old_words() == 0


def test_nothing_goes_without_a_period_nor_of_others_nor_while_it_runs(
    database: Database, carry_out: Carry
) -> None:
    old = oldest_kept() - timedelta(days=3)
    gone = make(database, 1, old)
    make(database, 2, old, line="nord")
    make(database, 3, old, is_over=False)

    carry_out()
    assert without_words(database) == set()
    with database.transaction() as session:
        set_setting(session, slug="autobox", name=RETENTION_SETTING, value={"days": 3})
    carry_out()
    assert without_words(database) == set()
    keep(database, DAYS)
    carry_out()

    assert without_words(database) == {gone}
    with database.reading() as session:
        assert session.scalars(select(Erasure.running)).one() == 1


def test_a_younger_call_of_the_number_is_still_not_the_first(database: Database, carry_out: Carry) -> None:
    edge = oldest_kept()
    make(database, 1, edge - timedelta(hours=3))
    younger = make(database, 2, edge + timedelta(hours=3))
    rows = fact_rows(database)
    keep(database, DAYS)

    carry_out()

    assert (fact_rows(database), wrong(database)) == (rows, [])
    with database.reading() as session:
        assert session.get_one(CallFact, younger).is_repeat
        assert session.get_one(CallFact, younger).phone_number == NUMBER


def test_a_worker_that_is_killed_half_way_loses_nothing(
    database: Database,
    store: RecordingStore,
    carry_out: Carry,
    clean_redis: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "BATCH_SIZE", 2)
    old = oldest_kept() - timedelta(days=9)
    calls = [make(database, number, old + timedelta(hours=number)) for number in range(1, 6)]
    keep(database, DAYS)
    erase_old_words()
    with database.reading() as session:
        order = session.scalars(select(Erasure.id)).one()
    storage = erasing.CallStorage(database, store, database.settings.data_dir)
    assert erasing.erase_part(storage, order) == 2
    assert without_words(database) == set(calls[:2])  # the oldest first, whole calls

    clean_redis.flushdb()
    with database.transaction() as session:
        session.execute(text("UPDATE erasures SET touched_at = now() - interval '2 minutes'"))
        assert stalled_erasures(session, older_than_seconds=60, limit=9) == [(order, 2)]
    assert erase_old_words() == 1  # it finds the order that goes on
    assert upkeep.resume_erasures() == 1
    carry_out()

    assert without_words(database) == set(calls)
    with database.reading() as session:
        assert session.scalars(select(Erasure.calls)).all() == [5]


def test_an_order_goes_no_further_than_the_rule_of_now(database: Database, carry_out: Carry) -> None:
    older = make(database, 1, oldest_kept() - timedelta(days=100))
    make(database, 2, oldest_kept() - timedelta(days=5))
    keep(database, DAYS)
    assert erase_old_words() == 1
    keep(database, None)
    carry_out()
    assert without_words(database) == set()

    keep(database, DAYS)
    assert erase_old_words() == 1
    keep(database, DAYS + 60)
    carry_out()
    assert without_words(database) == {older}


def test_late_reports_and_readings_bring_no_words_back(
    database: Database, carry_out: Carry, organizations: dict[str, UUID]
) -> None:
    call = make(database, 1, oldest_kept() - timedelta(days=1))
    keep(database, DAYS)
    carry_out()
    before, late = figures(database, organizations["autobox"]), datetime.now(UTC)
    started = facts.CallStarted("inbound", NUMBER, LINES["autobox"], is_test=False, is_simulated=False)
    entries = [
        Entry(f"CA{1:032x}", late, started),
        Entry(f"CA{1:032x}", late, facts.TurnTaken(position=9, role="user", text=MARKER, started_ms=0)),
        Entry(f"CA{1:032x}", late, facts.CallNoted({"whisper": MARKER})),
        Entry(f"CA{1:032x}", late, facts.HintTaken("h2", 1, MARKER, "")),
    ]

    with database.transaction() as session:
        assert write_entries(session, entries) == []
        read(session, call)

    left = everything(database)
    assert MARKER not in left
    assert NUMBER not in left
    assert (figures(database, organizations["autobox"]), wrong(database)) == (before, [])
