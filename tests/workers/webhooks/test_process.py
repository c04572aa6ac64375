"""`python -m workers` sends by itself; killed while a receiver thinks, another sends the same message again."""

import threading

from db.database import Database
from tests.programs import Program
from tests.waiting import eventually
from tests.workers.conftest import MakeCall
from tests.workers.webhooks.conftest import Clock, Listen, log_of, states
from workers.webhooks.delivery_loop import LEASE, DeliveryLoop


def test_killed_in_mid_request_it_is_sent_again_under_the_same_id(
    database: Database,
    worker_environment: dict[str, str],
    make_call: MakeCall,
    listen: Listen,
    loop: DeliveryLoop,
    clock: Clock,
) -> None:
    receiver, endpoint_id = listen(("call.ended",))
    gate = threading.Event()
    receiver.hold = lambda: gate.wait(120) and None
    workers = Program("-m", "workers", environment=worker_environment)
    try:
        workers.await_line("webhooks begin")
        make_call()
        eventually(lambda: len(receiver.messages) == 1)
    finally:
        workers.kill()
    gate.set()
    assert states(database, endpoint_id) == ["pending"]

    clock.go_on(seconds=2 * LEASE.total_seconds())
    loop.finish()

    assert states(database, endpoint_id) == ["delivered"]
    assert [one.id for one in receiver.messages] == [str(log_of(database, endpoint_id)[0].id)] * 2
    assert receiver.forged == 0
