"""Media streams that are not what they claim: closed with a code, a log line with the call, and no agent dialled."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import websocket

from bridge import admission
from bridge.capacity import SLOTS
from bridge.commands import Step
from bridge.reconciler import FORGOTTEN_AFTER, Reconciler
from bridge.resumption import Resumes
from bridge.simulators.carrier.signing import sign_upgrade
from bridge.tokens import Ticket
from db.database import Database
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import is_kept, kept_call, kept_events
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually
from workers.queue import JobQueue

CALL, OTHER = "CA" + "1" * 32, "CA" + "2" * 32
TICKET = Ticket(CALL, "inbound", "+34600111222", "+34971550100", is_test=True)


class Stream:
    """A carrier's socket in our own hands."""

    def __init__(self, running: RunningBridge) -> None:
        self.running = running
        url = running.switchboard.addresses.stream
        token = running.switchboard.settings.carrier.auth_token
        headers = {"X-Twilio-Signature": sign_upgrade(url, token)}
        self.socket = websocket.create_connection(url, timeout=TEST_TIMEOUT_SECONDS, header=headers)

    def send(self, event: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"event": event, **fields}))

    def start(self, token: str, *, call_sid: str = CALL, account: str = "") -> None:
        account_sid = account or self.running.switchboard.settings.carrier.account_sid
        start = {
            "accountSid": account_sid,
            "streamSid": "MZ1",
            "callSid": call_sid,
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"token": token},
        }
        self.send("start", sequenceNumber="1", streamSid="MZ1", start=start)

    def close_code(self) -> int:
        return self.close_frame()[0]

    def close_frame(self) -> tuple[int, str]:
        """Reads until the server closes: its code and its reason."""
        while True:
            opcode, data = self.socket.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big"), data[2:].decode()


@pytest.fixture
def stream(running: RunningBridge) -> Iterator[Stream]:
    stream = Stream(running)
    stream.send("connected", protocol="Call", version="1.0.0")
    yield stream
    stream.socket.shutdown()


def agent_was_dialled(running: RunningBridge) -> bool:
    return bool(running.simulators.agent.records())


def test_a_stream_with_another_calls_token_is_refused(
    stream: Stream, running: RunningBridge, caplog: pytest.LogCaptureFixture
) -> None:
    stream.start(running.switchboard.tokens.issue(TICKET), call_sid=OTHER)

    assert stream.close_code() == 1008
    assert not agent_was_dialled(running)
    assert any(OTHER in record.message and "another call" in record.message for record in caplog.records)


def test_a_stream_of_an_unknown_call_is_refused(stream: Stream, running: RunningBridge) -> None:
    stream.start("", call_sid=OTHER)

    assert stream.close_code() == 1008
    assert not agent_was_dialled(running)


def test_a_stream_of_another_account_is_refused(stream: Stream, running: RunningBridge) -> None:
    stream.start(running.switchboard.tokens.issue(TICKET), account="AC" + "9" * 32)

    assert stream.close_code() == 1008
    assert not agent_was_dialled(running)


def test_a_token_opens_one_stream(stream: Stream, running: RunningBridge) -> None:
    token = running.switchboard.tokens.issue(TICKET)
    running.switchboard.tokens.redeem(token, CALL)
    stream.start(token)

    assert stream.close_code() == 1008


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        pytest.param("hello", "JSONDecodeError", id="no JSON"),
        pytest.param(
            '{"event":"start","start":{}}', "KeyError: 'mediaFormat'", id="a start without a format"
        ),
        pytest.param('{"event":"start","start":[]}', "TypeError", id="a start that is a list"),
    ],
)
def test_a_malformed_message_closes_a_stream_that_has_not_started(
    stream: Stream, caplog: pytest.LogCaptureFixture, message: str, detail: str
) -> None:
    """The other side learns what is wrong, the log where."""
    stream.socket.send(message)

    assert stream.close_frame() == (1007, "malformed message")
    assert any(detail in record.message for record in caplog.records)


class TestAnotherProcessGoesOn:
    """What happened in a stream is stored before the carrier tells another process what became of it."""

    @pytest.fixture
    def bridge_environment(
        self, bridge_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> dict[str, str]:
        monkeypatch.setattr("bridge.recorder.COMMIT_INTERVAL_SECONDS", 10 * TEST_TIMEOUT_SECONDS)
        monkeypatch.setattr("bridge.far_end.FLUSH_SECONDS", TEST_TIMEOUT_SECONDS)
        return bridge_environment | {"ELEVENLABS_API_URL": "http://127.0.0.1:1"}

    def test_after_a_caller_who_hangs_up(
        self, stream: Stream, running: RunningBridge, database: Database
    ) -> None:
        stream.start(running.switchboard.tokens.issue(TICKET))
        stream.send("stop", streamSid="MZ1", stop={})

        eventually(lambda: is_kept(database, CALL) and kept_call(database, CALL)["ended_at"])

    def test_after_an_agent_that_is_not_there(
        self, stream: Stream, running: RunningBridge, database: Database
    ) -> None:
        stream.start(running.switchboard.tokens.issue(TICKET))
        assert stream.close_code() == 1000

        assert kept_events(database, CALL) == ["call.started", "call.answered"]
        assert "agent_error" in kept_call(database, CALL)["facts"]


def test_a_message_over_64_kib_closes_the_stream(stream: Stream) -> None:
    stream.socket.send("x" * (64 * 1024 + 1))

    assert stream.close_code() == 1009


class TestWithoutPatience:
    @pytest.fixture
    def bridge_environment(
        self, bridge_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> dict[str, str]:
        monkeypatch.setattr(admission, "START_TIMEOUT_SECONDS", 0.2)
        return bridge_environment

    def test_a_stream_without_start_is_closed(self, stream: Stream, running: RunningBridge) -> None:
        assert stream.close_code() == 1008
        assert not agent_was_dialled(running)


def test_a_running_stream_survives_nonsense(
    stream: Stream, running: RunningBridge, caplog: pytest.LogCaptureFixture
) -> None:
    stream.start(running.switchboard.tokens.issue(TICKET))
    for nonsense in (
        "hello",
        "{}",
        '{"event":"media","media":{}}',
        '{"event":"mark","mark":{"name":"g9:none"}}',
    ):
        stream.socket.send(nonsense)
    eventually(lambda: agent_was_dialled(running))
    stream.send("stop", streamSid="MZ1", stop={})

    assert stream.close_code() == 1000
    malformed = [record for record in caplog.records if "malformed_message" in record.message]
    assert [CALL in record.message for record in malformed] == [True]


def test_a_stream_closed_in_order_without_a_stop_ends_its_call_although_the_carrier_never_calls_back(
    stream: Stream, running: RunningBridge, database: Database
) -> None:
    """Only the carrier knows whether the caller is still there: the reconciler asks it."""
    board = running.switchboard
    stream.start(board.tokens.issue(replace(TICKET, is_simulated=True)))
    eventually(lambda: agent_was_dialled(running))
    stream.socket.close(1000)
    eventually(lambda: board.pump.leg_count == 0)
    assert board.recorder.flush(TEST_TIMEOUT_SECONDS)
    assert kept_call(database, CALL)["ended_at"] is None

    jobs = JobQueue(database.settings.redis_url)
    later = datetime.now(UTC) + FORGOTTEN_AFTER + timedelta(seconds=1)
    assert Reconciler(board.settings, database, board.store, jobs).run(later) == 1
    jobs.close()
    assert kept_call(database, CALL)["ended_at"]


@pytest.mark.parametrize(
    ("ticket", "then"),
    [
        pytest.param(TICKET, Step.RECONNECT, id="of a call: it is opened again"),
        pytest.param(
            replace(TICKET, resumes=Resumes.STREAM), Step.FORWARD, id="opened again: a person is rung"
        ),
    ],
)
def test_a_stream_that_is_lost(stream: Stream, running: RunningBridge, ticket: Ticket, then: Step) -> None:
    board = running.switchboard
    stream.start(board.tokens.issue(ticket))
    eventually(lambda: agent_was_dialled(running))
    stream.socket.shutdown()

    decided = eventually(lambda: board.next_steps.of(CALL))
    assert decided
    assert (decided.step, decided.reason) == (then, "stream_failed")


@pytest.mark.usefixtures("clean_redis")
def test_a_caller_who_hangs_up_leaves_their_place_although_the_carrier_never_calls_back(
    stream: Stream, running: RunningBridge
) -> None:
    board = running.switchboard
    assert board.capacity.take(CALL)
    stream.start(board.tokens.issue(TICKET))
    eventually(lambda: agent_was_dialled(running))
    stream.send("stop", streamSid="MZ1", stop={})

    eventually(lambda: board.store.slot_holders(SLOTS) == [])


def test_a_caller_who_hangs_up_while_the_token_is_checked_is_no_call(
    stream: Stream, running: RunningBridge
) -> None:
    stream.start(running.switchboard.tokens.issue(TICKET))
    stream.socket.shutdown()

    eventually(lambda: running.switchboard.pump.leg_count == 0)


def test_a_signature_of_another_token_is_refused_before_the_upgrade(running: RunningBridge) -> None:
    url = running.switchboard.addresses.stream

    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(
            url, timeout=TEST_TIMEOUT_SECONDS, header={"X-Twilio-Signature": sign_upgrade(url, "guessed")}
        )
    assert refused.value.status_code == 403
