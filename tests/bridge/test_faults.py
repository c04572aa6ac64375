"""Every fault that docs/faults.md names of carrier and agent, in a whole call: it ends for its reason, and nothing of it is left."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from bridge import admission
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import Recording
from tests.bridge.conftest import MOBILE, RunningBridge
from tests.bridge.dialogues import BYE, HELLO, LONG, PATIENT, QUICK_FORWARD, script
from tests.bridge.full_disk import room_for
from tests.bridge.kept import kept_call, know_organization, one_of
from tests.bridge.leftovers import Leftovers
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

ASKS = {"caller": "¿Oiga? ¿Sigue ahí?"}
ALL = [HELLO, ASKS, BYE]


@pytest.fixture
def leftovers(running: RunningBridge, database: Database) -> Leftovers:
    running.dial(script(HELLO, {"hang_up": True}))  # what the process keeps for good is there afterwards
    return Leftovers(running, database)


@dataclass(frozen=True)
class Fault:
    turns: list[dict[str, Any]] = field(default_factory=lambda: ALL)
    more: dict[str, Any] = field(default_factory=dict)
    end_reason: str = "agent_hangup"
    rings_a_person: bool = False


def fails(**fault: Any) -> list[dict[str, Any]]:
    """The agent, after its first line."""
    return [HELLO | {"fault": fault}, ASKS, BYE]


def carrier(*faults: str) -> dict[str, Any]:
    return {"carrier_faults": list(faults)}


def refuses(status: int) -> Fault:
    return Fault([], {"outage": {"http_status": status}}, "agent_unreachable", rings_a_person=True)


AGENT = {
    "refuses the key": refuses(401),
    "is full": refuses(429),
    "is down": refuses(503),
    "closes 1002": Fault(fails(kind="close", code=1002)),
    "is cut off, 1006": Fault(fails(kind="drop")),
    "closes 1008": Fault(fails(kind="close", code=1008), {}, "agent_failed", rings_a_person=True),
    "closes 1011": Fault(fails(kind="close", code=1011)),
    "is cut off twice": Fault(
        [HELLO | {"fault": {"kind": "drop"}}, ASKS, HELLO | {"fault": {"kind": "drop"}}],
        {},
        "agent_failed",
        rings_a_person=True,
    ),
    "sends garbage": Fault(fails(kind="garbage")),
    "sends a mebibyte": Fault(fails(kind="oversize")),
    "goes on with what was interrupted": Fault(
        [LONG | {"stale_audio": True}, {"caller": "No, no.", "barge_in_seconds": 1.0}, BYE]
    ),
}
CARRIER = {
    "never starts the stream": Fault(ALL, carrier("no_start"), "stream_failed", rings_a_person=True),
    "cuts the line without a stop": Fault([HELLO, {"hang_up": True}], carrier("no_stop"), "caller_hangup"),
    "loses audio": Fault(ALL, carrier("gap")),
    "returns marks late": Fault(ALL, carrier("late_marks")),
    "reads late": Fault(ALL, carrier("slow_reader")),
    "reports twice": Fault(ALL, carrier("callbacks_twice")),
    "reports backwards": Fault(ALL, carrier("callbacks_reversed")),
    "reports twice and backwards": Fault(ALL, carrier("callbacks_twice", "callbacks_reversed")),
}


@pytest.fixture
def bridge_environment(bridge_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(admission, "START_TIMEOUT_SECONDS", 0.5)
    return bridge_environment


@pytest.mark.parametrize(
    "fault",
    [
        *(pytest.param(fault, id=f"agent {name}") for name, fault in AGENT.items()),
        *(pytest.param(fault, id=f"carrier {name}") for name, fault in CARRIER.items()),
    ],
)
def test_a_call_survives(
    fault: Fault, running: RunningBridge, leftovers: Leftovers, database: Database
) -> None:
    result = running.dial(script(*fault.turns, caller=PATIENT, forward=QUICK_FORWARD, **fault.more))

    eventually(lambda: kept_call(database, result.call_sid)["ended_at"])
    assert kept_call(database, result.call_sid)["end_reason"] == fault.end_reason
    assert [leg.number for leg in result.dialled] == [MOBILE] * fault.rings_a_person
    leftovers.nothing_is_left()


class TestAgentThatIsStuck:
    """Thirty seconds in life, one here: both limits are settings."""

    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"AGENT_QUIET_SECONDS": "1", "AGENT_CONNECT_SECONDS": "0.5"}

    @pytest.mark.parametrize(
        "fault",
        [
            pytest.param(
                Fault([HELLO], {"outage": {"delay_seconds": 1.5}}, "agent_unreachable", rings_a_person=True),
                id="it does not answer the call",
            ),
            pytest.param(
                Fault(fails(kind="silence"), {}, "agent_failed", rings_a_person=True),
                id="it says nothing any more",
            ),
        ],
    )
    def test_the_caller_gets_a_person(
        self, fault: Fault, running: RunningBridge, leftovers: Leftovers, database: Database
    ) -> None:
        test_a_call_survives(fault, running, leftovers, database)


class TestFullDisk:
    """Of the recording's first kilobytes the disk takes all, of the rest nothing."""

    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"RECORD_CALLS": "on"}

    def test_costs_the_end_of_the_recording_and_nothing_else(
        self, running: RunningBridge, database: Database
    ) -> None:
        board = running.switchboard
        know_organization(database, board.front_desk)
        running.dial(script(HELLO, {"hang_up": True}))  # recorded, so that the writer of tapes is there
        assert board.taping.flush(TEST_TIMEOUT_SECONDS)
        leftovers = Leftovers(running, database)
        with room_for(16 << 10):
            call_sid = running.dial(script(*ALL)).call_sid
            assert board.taping.flush(TEST_TIMEOUT_SECONDS)
            assert board.recorder.flush(TEST_TIMEOUT_SECONDS)

        call_id = conversation_id_of(call_sid)
        assert kept_call(database, call_sid)["end_reason"] == "agent_hangup"
        assert recording_of(database, call_id) == ("failed", "disk_full")
        leftovers.nothing_is_left()


def recording_of(database: Database, call_id: UUID) -> tuple[str, str | None]:
    (found,) = one_of(database, Recording, Recording.conversation_id == call_id)
    return found["status"], found["reason"]
