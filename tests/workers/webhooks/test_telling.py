"""From an event to a receiver that checks what it gets: once each, as the API has it, and only to those whose event it is."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from db.actions.analyses import save_programmatic
from db.actions.events import record_event
from db.actions.mentions import forget_erased
from db.actions.webhooks import EndpointSettings, change_endpoint
from db.database import Database
from db.erasing import CallStorage, erase
from db.models import Conversation, Organization, WebhookDelivery
from db.queries.erasure_scope import ErasureScope
from db.queries.webhooks import endpoint_of
from db.sound.store import RecordingStore
from tests.workers.conftest import MakeCall
from tests.workers.webhooks.conftest import Clock, Listen, log_of, owner, states
from workers.programmatic import read_by_rules
from workers.upkeep import delete_old_webhooks
from workers.webhooks.delivery_loop import DeliveryLoop
from workers.webhooks.outbox import queue_news


def test_a_call_is_told_from_its_ring_to_its_reading(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, endpoint_id = listen()
    call = make_call()
    read_by_rules(database, call)

    loop.finish()

    assert sorted(receiver.types) == ["analysis.completed", "call.ended", "call.started"]
    assert (receiver.forged, states(database, endpoint_id)) == (0, ["delivered"] * 3)
    ended = next(one.body for one in receiver.messages if one.body["type"] == "call.ended")
    assert list(ended) == ["type", "timestamp", "data"]
    assert ended["data"]["id"] == str(call)
    assert (ended["data"]["status"], ended["data"]["duration_seconds"]) == ("completed", 90)
    assert ended["data"]["phone_number"] == "+34600111222"
    assert ended["data"]["started_at"] == "2026-11-20T11:00:00+01:00"
    assert ended["data"]["event"]["data"]["end_reason"] == "caller_hangup"
    assert [one["analysis_type"] for one in ended["data"]["analyses"]] == ["programmatic"]
    assert "turns" not in ended["data"]


def test_each_event_goes_once_to_each_endpoint_that_wants_it(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    everything, _ = listen()
    ends, ends_id = listen(("call.ended",), with_words=True)
    make_call()

    queue_news(database, clock.at)
    queue_news(database, clock.at)
    loop.finish()
    loop.finish()

    assert sorted(everything.types) == ["call.ended", "call.started"]
    assert ends.types == ["call.ended"]
    assert [turn["role"] for turn in ends.messages[0].body["data"]["turns"][:2]] == ["agent", "user"]
    assert ends.messages[0].id == str(log_of(database, ends_id)[0].id)
    assert len({one.id for one in (*everything.messages, *ends.messages)}) == 3


def test_what_happened_before_somebody_listened_is_no_news(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    make_call()
    first, first_id = listen()
    loop.finish()
    assert first.types == []

    house, by = owner(database)
    with database.transaction() as session:
        row = endpoint_of(session, house, first_id)
        assert row is not None
        change_endpoint(
            session, row, by=by, wanted=EndpointSettings(first.url, ("call.ended",), is_enabled=False)
        )
    make_call(number=2)
    second, _ = listen()
    make_call(number=3)
    loop.finish()

    assert (first.types, sorted(second.types)) == ([], ["call.ended", "call.started"])


def test_no_organization_hears_of_another(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    ours, _ = listen()
    with database.transaction() as session:
        values = {
            "slug": "other",
            "name": "Other",
            "sector": "car-workshop",
            "timezone": "UTC",
            "language": "en",
        }
        other = session.scalars(insert(Organization).values(**values).returning(Organization.id)).one()
    theirs, _ = listen(organization_id=other)
    make_call()
    with database.transaction() as session:
        record_event(session, "alert.opened", {"name": "theirs"}, organization_id=other)

    loop.finish()

    assert sorted(ours.types) == ["call.ended", "call.started"]
    assert [one.body["data"] for one in theirs.messages] == [{"name": "theirs", "conversation_id": None}]


def test_masked_messages_hold_nothing_of_the_caller(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, endpoint_id = listen(with_words=True, is_masked=True)
    read_by_rules(database, make_call())

    loop.finish()

    assert len(receiver.messages) == 3
    for row in log_of(database, endpoint_id):
        for private in ("Riera", "4817 JVS", "4817JVS", "600 111 222", "600111222"):
            assert private not in row.body
    data = next(one.body["data"] for one in receiver.messages if one.body["type"] == "call.ended")
    assert data["phone_number"] is None
    assert "[NAME_1]" in data["turns"][1]["text"]
    assert data["twilio_call_sid"] == f"CA{1:032x}"
    assert data["analyses"][0]["results"]["intent"]["value"] == "book_appointment"


def test_an_erased_call_takes_its_messages_with_it(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, endpoint_id = listen()
    call = make_call()
    receiver.answer(500)
    loop.finish()
    assert states(database, endpoint_id) == ["failed", "failed"]

    with database.reading() as session:
        house = session.get_one(Conversation, call).organization_id
    storage = CallStorage(database, RecordingStore.at("memory://erased"), database.settings.data_dir)
    erase(storage, ErasureScope(house, number="+34600111222"))

    assert log_of(database, endpoint_id) == []


def test_who_was_told_of_a_call_is_told_to_erase_it_and_then_we_forget_it_too(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, endpoint_id = listen()
    call = make_call()
    loop.finish()
    with database.reading() as session:
        house = session.get_one(Conversation, call).organization_id
    storage = CallStorage(database, RecordingStore.at("memory://erased"), database.settings.data_dir)
    erase(storage, ErasureScope(house, number="+34600111222"))
    loop.finish()

    assert receiver.types[-1] == "call.erased"
    assert receiver.messages[-1].body["data"] == {"ids": [str(call)], "conversation_id": None}
    with database.transaction() as session:
        forget_erased(session, older_than_seconds=0)
    assert [(row.event_type, str(call) in row.body) for row in log_of(database, endpoint_id)] == [
        ("call.erased", False)
    ]


def test_the_log_is_kept_for_a_month(
    database: Database,
    worker_environment: dict[str, str],
    make_call: MakeCall,
    listen: Listen,
    loop: DeliveryLoop,
) -> None:
    _, endpoint_id = listen()
    make_call()
    loop.finish()
    with database.transaction() as session:
        old = update(WebhookDelivery).where(WebhookDelivery.event_type == "call.started")
        session.execute(old.values(created_at=datetime.now(UTC) - timedelta(days=31)))

    assert delete_old_webhooks() == 1
    assert [row.event_type for row in log_of(database, endpoint_id)] == ["call.ended"]


def test_a_message_that_cannot_be_written_keeps_nothing_back(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, _ = listen(is_masked=True)
    broken = make_call()
    entities = {"caller_name": {"value": "Ana", "raw": "Ana", "evidence": [{"no": "evidence"}]}}
    with database.transaction() as session:
        save_programmatic(session, conversation_id=broken, version="1", results={"entities": entities})
    make_call(number=2)

    loop.finish()

    assert {one.body["data"]["id"] for one in receiver.messages}.isdisjoint({str(broken)})
    assert len(receiver.messages) == 2
