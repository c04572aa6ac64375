"""No voice process can carry the call: the agent's provider does, and where it does not either, a person is rung."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest
from flask import Flask, Response

from bridge.simulators.carrier.verbs import Connect, Dial
from bridge.simulators.server import SimulatorServer
from bridge.voice_processes import (
    HEARTBEAT_TTL_SECONDS,
    KNOWN,
    MAX_PROCESSES,
    SLOTS,
    Heartbeat,
    ListenAddress,
    this_machine,
)
from db.database import Database
from tests.bridge.conftest import MOBILE, serving
from tests.bridge.dialogues import script
from tests.bridge.kept import kept_call, kept_events, know_organization
from tests.bridge.routes.conftest import CALL, PUBLIC_URL, Carrier
from tests.waiting import eventually

OTHER = "CA" + "3" * 32


@pytest.fixture
def environment_of_doors(
    environment: dict[str, str], clean_redis: object, simulators: SimulatorServer
) -> dict[str, str]:
    return environment | {
        "PUBLIC_URL": PUBLIC_URL,
        "MOBILE_NUMBER": MOBILE,
        "SIMULATORS_URL": simulators.url,
        "MAX_CALLS": "1",
    }


def lose_voices(carrier: Carrier) -> None:
    """There was one, and it is gone."""
    carrier.switchboard.store.put(KNOWN, "1", 60)


def is_native(carrier: Carrier, call_sid: str = CALL) -> bool:
    verb = carrier.ask("voice-webhook", CallSid=call_sid)[0]
    return isinstance(verb, Connect) and verb.stream.url.endswith("/v1/convai/twilio/stream")


def test_without_a_voice_process_the_provider_has_the_call(
    carrier: Carrier, simulators: SimulatorServer, database: Database
) -> None:
    lose_voices(carrier)
    assert is_native(carrier)

    call, (record,) = kept_call(database, CALL), simulators.agent.records()
    assert (call["mode"], call["status"]) == ("native", "in_progress")
    assert call["elevenlabs_conversation_id"] == record.conversation_id
    assert kept_events(database, CALL) == ["call.started", "call.answered"]
    told = record.variables
    assert (told["call_sid"], told["caller_number"], told["can_transfer"]) == (CALL, "+34600111222", False)
    assert told["opening_state"]


def test_the_call_over_the_limit_goes_to_the_provider(carrier: Carrier, database: Database) -> None:
    assert not is_native(carrier)
    assert is_native(carrier, OTHER)
    assert kept_call(database, OTHER)["facts"]["native_because"] == "rejected"


def test_a_process_that_drains_gives_the_call_to_the_provider(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier.switchboard.pump, "draining", True)

    assert is_native(carrier)


def test_a_webhook_that_comes_twice_registers_one_call(carrier: Carrier, simulators: SimulatorServer) -> None:
    lose_voices(carrier)
    answers = {carrier.post("voice-webhook").data for _ in range(2)}

    assert len(answers) == len(simulators.agent.records()) == 1


def test_a_voice_process_that_lives_has_the_call(carrier: Carrier) -> None:
    lose_voices(carrier)
    board = carrier.switchboard
    heart = Heartbeat(board.store, board.pump, board.blocking_threads)
    heart.start()
    eventually(lambda: board.store.slot_holders(SLOTS))
    assert not is_native(carrier)

    heart.stop()
    assert is_native(carrier, OTHER)


@pytest.mark.parametrize(
    ("machine", "is_open", "is_gone"),
    [
        pytest.param(this_machine(), False, True, id="killed, here"),
        pytest.param(this_machine(), True, False, id="listening, here"),
        pytest.param("another", False, False, id="of another machine nobody knows"),
    ],
)
def test_one_that_was_killed_is_missed_at_once(
    carrier: Carrier, machine: str, *, is_open: bool, is_gone: bool
) -> None:
    lose_voices(carrier)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        if not is_open:
            listening.close()
        name = f"one|{ListenAddress(machine, '127.0.0.1', port)}"
        carrier.switchboard.store.acquire_slot(SLOTS, name, MAX_PROCESSES, HEARTBEAT_TTL_SECONDS)

        assert is_native(carrier) is is_gone


def test_one_of_two_that_lives_is_enough(carrier: Carrier) -> None:
    lose_voices(carrier)
    for name in ("one", "other"):
        carrier.switchboard.store.acquire_slot(SLOTS, name, MAX_PROCESSES, HEARTBEAT_TTL_SECONDS)
    carrier.switchboard.store.release_slot(SLOTS, "one")

    assert not is_native(carrier)


def test_without_redis_nobody_takes_the_voices_for_gone(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_voices(carrier)
    monkeypatch.setattr(carrier.switchboard.store, "_away_until", float("inf"))

    assert not is_native(carrier)


def test_a_webhook_that_nobody_answered_comes_back_as_a_fallback(
    carrier: Carrier, database: Database
) -> None:
    error = {"ErrorCode": "11205", "ErrorUrl": f"{PUBLIC_URL}/api/twilio/voice-webhook"}
    (connect,) = carrier.ask("fallback", **error)
    assert isinstance(connect, Connect)
    assert kept_call(database, CALL)["mode"] == "native"

    (dial,) = carrier.ask("fallback", **error)  # the provider's own document was of no use either
    assert isinstance(dial, Dial)


def is_forwarded(carrier: Carrier, database: Database, reason: str = "stream_failed") -> bool:
    (dial,) = carrier.ask("voice-webhook")
    kept = kept_call(database, CALL)
    assert (kept["mode"], kept["status"]) == ("bridge", "forwarded")
    return isinstance(dial, Dial) and dial.action.endswith(f"dial-ended?reason={reason}")


@pytest.mark.parametrize(
    "outage",
    [{"http_status": 401}, {"http_status": 429}, {"http_status": 503}, {"delay_seconds": 3}],
    ids=["401", "429", "503", "late"],
)
def test_a_provider_that_does_not_take_the_call(
    carrier: Carrier, simulators: SimulatorServer, database: Database, outage: dict[str, int]
) -> None:
    lose_voices(carrier)
    simulators.agent.casting.assign(CALL, script({"agent": "x"}, outage=outage))

    assert is_forwarded(carrier, database)


def test_an_organization_may_want_a_person_instead(carrier: Carrier, database: Database) -> None:
    know_organization(database, carrier.switchboard.front_desk, telephone={"degraded": "person"})
    carrier.switchboard.front_desk.forget()
    lose_voices(carrier)

    assert is_forwarded(carrier, database)


class TestSwitchedOff:
    @pytest.fixture
    def environment_of_doors(self, environment_of_doors: dict[str, str]) -> dict[str, str]:
        return environment_of_doors | {"NATIVE_FALLBACK": "false"}

    def test_a_person_is_rung(self, carrier: Carrier, database: Database) -> None:
        lose_voices(carrier)

        assert is_forwarded(carrier, database)


Answer = Callable[[], Response]
STREAM = '<Response><Connect><Stream url="{}"/></Connect></Response>'


@contextmanager
def provider(answer: Answer) -> Iterator[str]:
    app = Flask("provider", static_folder=None)
    app.add_url_rule("/v1/convai/twilio/register-call", "register", answer, methods=["POST"])
    with serving(app) as url:
        yield url


def dripping() -> Response:
    """A byte now and then: each within any time-out of its own."""

    def body() -> Iterator[bytes]:
        for _ in range(40):
            yield b" "
            Event().wait(0.1)

    return Response(body())


class TestStrangeProvider:
    @pytest.fixture(
        params=[
            pytest.param(lambda: Response("hello"), id="no XML"),
            pytest.param(lambda: Response('{"ok": true}'), id="JSON"),
            pytest.param(lambda: Response("<Response/>"), id="nobody is connected"),
            pytest.param(lambda: Response(STREAM.format("http://x.example")), id="no stream's address"),
            pytest.param(lambda: Response(STREAM.format("ws://x.example")), id="a stream in the clear"),
            pytest.param(lambda: Response('<!DOCTYPE a [<!ENTITY b "c">]>' + STREAM.format("wss://x")), id="a document type"),
            pytest.param(lambda: Response(STREAM.format("wss://x.example") + " " * 20_000), id="too long"),
            pytest.param(lambda: Response(b"\xff\xfe"), id="no text"),
            pytest.param(lambda: Response(STREAM.format("wss://x.example"), 302, {"Location": "/"}), id="a redirect"),
            pytest.param(dripping, id="a byte now and then"),
        ]
    )  # fmt: skip
    def environment_of_doors(
        self, environment: dict[str, str], clean_redis: object, request: pytest.FixtureRequest
    ) -> Iterator[dict[str, str]]:
        with provider(request.param) as url:
            account = {"ELEVENLABS_API_KEY": "k", "ELEVENLABS_AGENT_ID": "agent_1", "ELEVENLABS_API_URL": url}
            yield environment | account | {"PUBLIC_URL": PUBLIC_URL, "MOBILE_NUMBER": MOBILE}

    def test_its_answer_is_not_passed_on(self, carrier: Carrier, database: Database) -> None:
        lose_voices(carrier)

        assert is_forwarded(carrier, database)


class TestRealAddress:
    TWIML = STREAM.format("wss://api.elevenlabs.io/v1/convai/twilio")

    @pytest.fixture
    def environment_of_doors(
        self, environment: dict[str, str], clean_redis: object
    ) -> Iterator[dict[str, str]]:
        with provider(lambda: Response(self.TWIML, content_type="application/xml")) as url:
            account = {"ELEVENLABS_API_KEY": "k", "ELEVENLABS_AGENT_ID": "agent_1", "ELEVENLABS_API_URL": url}
            yield environment | account | {"PUBLIC_URL": PUBLIC_URL, "MOBILE_NUMBER": MOBILE}

    def test_its_answer_goes_to_the_carrier_as_it_is(self, carrier: Carrier, database: Database) -> None:
        lose_voices(carrier)
        answer = carrier.post("voice-webhook")

        assert answer.text == self.TWIML
        call = kept_call(database, CALL)
        assert (call["mode"], call["elevenlabs_conversation_id"]) == ("native", None)


def test_nobody_comes_back_to_an_agent_who_does_not_know_them(carrier: Carrier, database: Database) -> None:
    """Put through from a page, and nobody answers: what they told the provider is not known here yet."""
    lose_voices(carrier)
    assert is_native(carrier)
    carrier.switchboard.store.acquire_slot(SLOTS, "one", MAX_PROCESSES, HEARTBEAT_TTL_SECONDS)
    (say, *_rest) = carrier.ask(
        "dial-ended?reason=transferred", DialCallStatus="no-answer", CallStatus="in-progress"
    )

    assert "señal" in say.text
