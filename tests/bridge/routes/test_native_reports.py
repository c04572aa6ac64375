"""The provider's report of a call that it carried: twice, late, early, and of calls that others have."""

from typing import Any

import pytest

from bridge.facts import CarriedNatively
from db.actions.calls import add_facts, conversation_id_of
from db.database import Database
from db.queries.analyses import calls_without_reading
from tests.bridge.kept import is_kept, kept_call, kept_costs, kept_events, kept_turns
from tests.bridge.routes.conftest import CALL, Carrier
from tests.bridge.routes.test_post_call import deliver, event
from tests.waiting import TEST_TIMEOUT_SECONDS
from workers.queue import JobQueue, programmatic_job_id

VARIABLES = {
    "call_sid": CALL,
    "carried_by": "provider",
    "caller_number": "+34600111222",
    "called_number": "+34971550100",
    "call_direction": "inbound",
}
TURNS = [
    {"role": "agent", "message": "Hola, diga.", "time_in_call_secs": 0},
    {"role": "user", "message": "Quiero cita.", "time_in_call_secs": 3},
]


@pytest.fixture
def environment_of_doors(environment_of_doors: dict[str, str], clean_redis: object) -> dict[str, str]:
    return environment_of_doors


def report(ended: str = "end_call tool was called", **more: Any) -> bytes:
    metadata = {"start_time_unix_secs": 1790000000, "call_duration_secs": 22, "cost_fiat": 0.1}
    told = {"dynamic_variables": VARIABLES}
    known = {
        "transcript": TURNS,
        "metadata": metadata | {"termination_reason": ended},
        "conversation_initiation_client_data": told,
    }
    return event(**known | more)


def ring(carrier: Carrier) -> None:
    """The call is the provider's: as a webhook that hands it over leaves it."""
    carrier.ask("voice-webhook")
    carrier.switchboard.recorder.record(CALL, CarriedNatively("conv_1"))
    assert carrier.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)


def state(database: Database) -> tuple[str, str, str, list[str]]:
    call = kept_call(database, CALL)
    return (
        call["mode"],
        call["status"],
        call["end_reason"],
        [turn["text"] for turn in kept_turns(database, CALL)],
    )


SETTLED = ("native", "completed", "agent_hangup", ["Hola, diga.", "Quiero cita."])


def test_before_the_carriers_report(carrier: Carrier, database: Database) -> None:
    ring(carrier)
    deliver(carrier, report())
    assert state(database) == SETTLED

    carrier.post("status", {"CallStatus": "completed"})
    assert state(database) == SETTLED
    assert kept_events(database, CALL).count("call.ended") == 1


def test_after_the_carriers_report_which_cannot_know_who_hung_up(
    carrier: Carrier, database: Database
) -> None:
    ring(carrier)
    carrier.post("status", {"CallStatus": "completed"})
    assert kept_call(database, CALL)["end_reason"] == "caller_hangup"

    deliver(carrier, report())
    assert state(database) == SETTLED


def test_before_anything_is_known_of_the_call(carrier: Carrier, database: Database) -> None:
    assert not is_kept(database, CALL)
    deliver(carrier, report())
    assert state(database) == SETTLED
    call = kept_call(database, CALL)
    assert (call["phone_number"], call["duration_seconds"], call["is_simulated"]) == (
        "+34600111222",
        22,
        True,
    )

    carrier.ask("voice-webhook")
    assert state(database) == SETTLED


def test_twice_and_in_other_words(carrier: Carrier, database: Database) -> None:
    ring(carrier)
    for body in (report(), report(), report(has_audio=True)):
        assert deliver(carrier, body).status_code == 200

    assert state(database) == SETTLED
    assert kept_events(database, CALL).count("turn.added") == 2
    assert len(kept_costs(database, CALL)) == 1


def test_a_call_that_a_person_has_goes_on(carrier: Carrier, database: Database) -> None:
    ring(carrier)
    with database.transaction() as session:
        add_facts(session, conversation_id=conversation_id_of(CALL), facts={"taken_over": "transfer"})
    deliver(carrier, report("Call ended by remote party"))

    assert state(database)[:3] == ("native", "in_progress", None)
    assert len(kept_turns(database, CALL)) == 2


def test_a_conversation_that_failed(carrier: Carrier, database: Database) -> None:
    ring(carrier)
    carrier.post("status", {"CallStatus": "completed"})
    deliver(carrier, report("LLM cascade failed", status="failed", transcript=[]))

    assert state(database) == ("native", "failed", "agent_failed", [])


def test_the_call_is_read_when_it_is_over_and_known(
    carrier: Carrier, database: Database, redis_url: str
) -> None:
    queue, found = JobQueue(redis_url), conversation_id_of(CALL)
    ring(carrier)
    carrier.post("status", {"CallStatus": "completed"})
    ended = kept_call(database, CALL)
    window = {"since": ended["started_at"], "ended_before": ended["ended_at"].replace(year=2100), "limit": 9}
    with database.reading() as session:
        assert calls_without_reading(session, **window) == []
    assert not queue.is_alive(programmatic_job_id(found))

    deliver(carrier, report())
    assert queue.is_alive(programmatic_job_id(found))
    with database.reading() as session:
        assert calls_without_reading(session, **window) == [found]
    queue.close()


def test_a_call_that_never_came_to_be(carrier: Carrier, database: Database) -> None:
    ring(carrier)
    body = {"CallSid": CALL, "CallStatus": "busy"}
    failure = {"failure_reason": "busy", "metadata": {"type": "twilio", "body": body}}
    assert deliver(carrier, event("call_initiation_failure", **failure)).status_code == 200

    assert kept_call(database, CALL)["end_reason"] == "busy"


def test_the_providers_sound_is_not_kept(carrier: Carrier, database: Database) -> None:
    ring(carrier)

    assert deliver(carrier, event("post_call_audio", full_audio="QUJD")).status_code == 200
    assert kept_turns(database, CALL) == []
