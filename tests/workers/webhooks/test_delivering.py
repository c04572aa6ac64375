"""Receivers that fail, are slow, lie or go away, and a clock that is moved."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, update

from db.actions.webhook_deliveries import (
    claim_due,
    queue_test_delivery,
    retry_delivery,
    retry_failed,
    settle_attempt,
)
from db.actions.webhooks import EndpointSettings, change_endpoint, renew_secret
from db.database import Database
from db.models import RealTimeEvent, WebhookDelivery, WebhookEndpoint
from db.queries.webhooks import endpoint_of
from db.webhooks.bodies import message_of_test
from db.webhooks.secrets import webhook_seal
from tests.waiting import eventually
from tests.workers.conftest import MakeCall
from tests.workers.webhooks.conftest import SECRET_KEY, Clock, Listen, log_of, owner, states
from workers.doctor import check_webhooks
from workers.webhooks.delivery_loop import LEASE, DeliveryLoop
from workers.webhooks.retry_policy import RETRY_DELAYS_SECONDS, Answer, judge


def endpoint(database: Database, endpoint_id: UUID) -> WebhookEndpoint:
    with database.reading() as session:
        found = session.get_one(WebhookEndpoint, endpoint_id)
        session.expunge(found)
        return found


def test_what_fails_is_tried_again_under_the_same_id_until_it_is_taken(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    receiver.answer(500, 503, 200)
    make_call()

    loop.finish()
    row = log_of(database, endpoint_id)[0]
    assert (row.state, row.attempts, row.response_status) == ("failed", 1, 500)
    assert row.response_body == '{"took": 500}'
    assert endpoint(database, endpoint_id).failing_since == clock.at
    loop.finish()
    assert len(receiver.messages) == 1  # not yet

    clock.go_on(seconds=RETRY_DELAYS_SECONDS[0] * 1.2)
    loop.finish()
    clock.go_on(seconds=RETRY_DELAYS_SECONDS[1] * 1.2)
    loop.finish()

    row = log_of(database, endpoint_id)[0]
    assert (row.state, row.attempts, row.response_status, row.error) == ("delivered", 3, 200, None)
    assert {one.id for one in receiver.messages} == {str(row.id)}
    assert len({one.headers["webhook-timestamp"] for one in receiver.messages}) == 3
    assert (endpoint(database, endpoint_id).failing_since, receiver.forged) == (None, 0)


def test_after_a_day_of_failures_it_is_given_up_and_a_person_can_send_it_again(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    receiver.answer(500)
    make_call()
    for seconds in (0, *RETRY_DELAYS_SECONDS):
        clock.go_on(seconds=seconds * 1.2)
        loop.finish()
    row = log_of(database, endpoint_id)[0]
    assert (row.state, row.attempts, len(receiver.messages)) == ("given_up", 11, 11)

    receiver.answer(204)
    with database.transaction() as session:
        assert retry_failed(session, endpoint_id, since=row.created_at, now=clock.at) == 1
    loop.finish()

    assert states(database, endpoint_id) == ["delivered"]
    assert {one.id for one in receiver.messages} == {str(row.id)}


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        pytest.param(429, {"Retry_After": "3600"}, 3600, id="retry-after"),
        pytest.param(302, {"Location": "http://127.0.0.1:1/"}, 5, id="a redirect is not followed"),
    ],
)
def test_what_an_answer_asks_for(
    database: Database,
    make_call: MakeCall,
    listen: Listen,
    loop: DeliveryLoop,
    clock: Clock,
    status: int,
    headers: dict[str, str],
    seconds: int,
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    receiver.answer(status, **headers)
    make_call()

    loop.finish()

    row = log_of(database, endpoint_id)[0]
    assert (row.state, row.response_status, len(receiver.messages)) == ("failed", status, 1)
    assert row.next_attempt_at is not None
    assert seconds <= (row.next_attempt_at - clock.at).total_seconds() <= seconds * 1.2


def test_410_switches_the_endpoint_off(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    receiver.answer(410)
    make_call()
    loop.finish()
    make_call(number=2)
    loop.finish()

    assert endpoint(database, endpoint_id).disabled_why == "gone"
    assert (states(database, endpoint_id), len(receiver.messages)) == (["given_up"], 1)


def test_five_days_of_failures_switch_it_off_and_give_up_what_waits(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    receiver.answer(500)
    make_call()
    loop.finish()
    clock.go_on(days=5)
    make_call(number=2)
    loop.finish()

    assert endpoint(database, endpoint_id).disabled_why == "failing"
    assert states(database, endpoint_id) == ["given_up", "given_up"]


def test_a_secret_that_cannot_be_read_switches_it_off(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    with database.transaction() as session:
        session.get_one(WebhookEndpoint, endpoint_id).secret = webhook_seal("another key altogether").close(
            "x"
        )
    make_call()

    loop.finish()

    assert endpoint(database, endpoint_id).disabled_why == "secret"
    assert (receiver.messages, log_of(database, endpoint_id)[0].error) == ([], "secret")


def test_a_test_goes_out_at_once_also_where_the_endpoint_is_off_and_is_tried_once(
    database: Database, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    house, by = owner(database)
    receiver.answer(500)
    with database.transaction() as session:
        row = endpoint_of(session, house, endpoint_id)
        assert row is not None
        change_endpoint(
            session, row, by=by, wanted=EndpointSettings(row.url, row.event_types, is_enabled=False)
        )
        queue_test_delivery(session, endpoint_id=endpoint_id, body=message_of_test(clock.at), now=clock.at)

    loop.finish()

    assert (receiver.types, states(database, endpoint_id)) == (["webhook.test"], ["given_up"])
    assert endpoint(database, endpoint_id).failing_since is None


def test_with_a_new_secret_both_sign_for_a_day(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    receiver.answer(204)
    house, by = owner(database)
    with database.transaction() as session:
        row = endpoint_of(session, house, endpoint_id)
        assert row is not None
        new = renew_secret(session, row, by=by, seal=webhook_seal(SECRET_KEY), now=clock.at)
    make_call()
    loop.finish()  # the receiver knows the old one only
    assert (len(receiver.messages), receiver.forged) == (1, 0)

    clock.go_on(hours=25)
    make_call(number=2)
    loop.finish()
    assert (len(receiver.messages), receiver.forged) == (1, 1)
    receiver.secret = new
    clock.go_on(minutes=1)
    loop.finish()
    assert (len(receiver.messages), states(database, endpoint_id)) == (2, ["delivered", "delivered"])


def test_a_slow_receiver_holds_nobody_up(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    slow, slow_id = listen()
    quick, quick_id = listen()
    gate = threading.Event()
    slow.hold = lambda: gate.wait(60) and None
    for number in range(1, 6):
        make_call(number=number)

    loop.look()
    eventually(lambda: len(slow.messages) == 4)  # no more at once
    eventually(lambda: loop.look() or len(quick.messages) == 10)
    assert len(slow.messages) == 4
    assert "delivered" not in states(database, slow_id)

    gate.set()
    loop.finish()
    assert states(database, slow_id) == states(database, quick_id) == ["delivered"] * 10


def test_who_dies_with_a_delivery_loses_it_and_another_sends_it(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop, clock: Clock
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    make_call()
    loop.look()
    loop.finish()
    (row,) = log_of(database, endpoint_id)
    with database.transaction() as session:
        retry_delivery(session, row.id, now=clock.at)
    with database.transaction() as session:
        (lost,) = claim_due(session, now=clock.at, lease=LEASE, limit=9)
    loop.finish()
    assert len(receiver.messages) == 1  # it is somebody's

    clock.go_on(seconds=LEASE.total_seconds() + 1)
    loop.finish()

    assert (len(receiver.messages), {one.id for one in receiver.messages}) == (2, {str(row.id)})
    with database.transaction() as session:  # and the dead one, who comes back late, changes nothing
        late = judge(Answer(500, error="status"), 1, clock.at, chance=0)
        assert settle_attempt(session, lost, late, now=clock.at) is False
    assert states(database, endpoint_id) == ["delivered"]


def test_the_doctor_says_where_nobody_sends(
    database: Database, make_call: MakeCall, listen: Listen, loop: DeliveryLoop
) -> None:
    _, endpoint_id = listen()
    make_call()
    with database.transaction() as session:
        session.execute(update(RealTimeEvent).values(created_at=func.now() - timedelta(minutes=6)))
        session.execute(update(WebhookEndpoint).values(created_at=func.now() - timedelta(minutes=7)))
    found = check_webhooks(database)
    assert (found.is_well, "2 events" in found.advice) == (False, True)

    loop.finish()
    assert check_webhooks(database).is_well
    with database.transaction() as session:
        late = func.now() - timedelta(minutes=6)
        session.execute(update(WebhookDelivery).values(state="pending", next_attempt_at=late))
    assert "2 deliveries" in check_webhooks(database).advice
    assert endpoint(database, endpoint_id).disabled_at is None
