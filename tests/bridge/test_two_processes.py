"""Two voice processes that share PostgreSQL and Redis: either takes any call, one may die or go, and the
other's callers notice nothing."""

import base64
import contextlib
import json
import secrets
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
import requests
import websocket
from websockets.exceptions import ConnectionClosedError
from websockets.sync.server import Server, ServerConnection, serve

from bridge.simulators.carrier.signing import SIGNATURE_HEADER, sign_form, sign_upgrade
from bridge.simulators.carrier.twiml import read_twiml
from bridge.simulators.carrier.verbs import Connect, Dial
from bridge.store import Store
from bridge.voice_processes import SLOTS, Voices
from db.database import Database
from tests.bridge.conftest import MOBILE
from tests.bridge.kept import is_kept, kept_call, kept_turns
from tests.load.ports import free_port
from tests.programs import Program
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

# Of both: a proxy is before them.
PUBLIC_URL, STREAM_URL = "https://calls.example", "wss://voice.example/ws/elevenlabs-bridge"
ACCOUNT, TOKEN, NUMBER = "AC" + "7" * 32, "a-token-of-the-tests", "+34971555000"
FORMATS = {"agent_output_audio_format": "ulaw_8000", "user_input_audio_format": "ulaw_8000"}
GREETING = {
    "type": "agent_response",
    "agent_response_event": {"agent_response": "Hola, diga.", "event_id": 1},
}
QUESTION = base64.b64encode(bytes(160)).decode()  # what the agent takes for a question
ASKED = {
    "type": "user_transcript",
    "user_transcription_event": {"user_transcript": "¿Me oye?"},
}


def metadata() -> dict[str, Any]:
    event = {"conversation_id": f"conv_{secrets.token_hex(8)}", **FORMATS}
    return {
        "type": "conversation_initiation_metadata",
        "conversation_initiation_metadata_event": event,
    }


def echo(agent: ServerConnection) -> None:
    """An agent that greets, and then says all that it hears."""
    with contextlib.suppress(ConnectionClosedError):  # a killed process says no goodbye
        agent.recv()
        agent.send(json.dumps(metadata()))
        agent.send(json.dumps(GREETING))
        for message in agent:
            heard = json.loads(message).get("user_audio_chunk")
            if heard == QUESTION:
                agent.send(json.dumps(ASKED, ensure_ascii=False))
            if heard:
                audio = {"audio_base_64": heard, "event_id": 1}
                agent.send(json.dumps({"type": "audio", "audio_event": audio}, separators=(",", ":")))


@dataclass
class Voice:
    program: Program
    port: int

    def ask(self, door: str, form: dict[str, str]) -> Any:
        """The last verb of the answer, behind any notice, to a signed request that the proxy has sent to this process."""
        url = f"{PUBLIC_URL}/api/twilio/{door}"
        headers = {SIGNATURE_HEADER: sign_form(url, form, TOKEN)}
        address = f"http://127.0.0.1:{self.port}/api/twilio/{door}"
        response = requests.post(address, data=form, headers=headers, timeout=TEST_TIMEOUT_SECONDS)
        return read_twiml(response.content, response.headers["Content-Type"], url)[-1]


@dataclass
class Caller:
    webhook: Voice
    stream: Voice
    call_sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        connect = self.webhook.ask("voice-webhook", self._form("ringing"))
        assert isinstance(connect, Connect)
        self._socket = websocket.create_connection(
            f"ws://127.0.0.1:{self.stream.port}/ws/elevenlabs-bridge",
            header={SIGNATURE_HEADER: sign_upgrade(STREAM_URL, TOKEN)},
            timeout=TEST_TIMEOUT_SECONDS,
        )
        start = {"accountSid": ACCOUNT, "streamSid": "MZ" + "1" * 32, "callSid": self.call_sid}
        start |= {
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": dict(connect.stream.parameters),
        }
        self._send(event="start", sequenceNumber="1", streamSid=start["streamSid"], start=start)

    def ask(self) -> None:
        """What comes back proves that the process knows of the question."""
        self.speak(1, QUESTION)
        assert self.hears_all()

    def speak(self, frames: int, payload: str = "") -> None:
        for _ in range(frames):
            self.said.append(payload or base64.b64encode(secrets.token_bytes(160)).decode())
            self._send(
                event="media",
                sequenceNumber=str(len(self.said) + 1),
                streamSid="MZ" + "1" * 32,
                media={
                    "track": "inbound",
                    "chunk": str(len(self.said)),
                    "timestamp": str(len(self.said) * 20),
                    "payload": self.said[-1],
                },
            )

    def hears_all(self) -> bool:
        """Whether every byte that was said since comes back, in its order and once."""
        heard: list[str] = []
        while len(heard) < len(self.said):
            message = json.loads(self._socket.recv())
            if message["event"] == "media":
                heard.append(message["media"]["payload"])
        is_whole = heard == self.said
        self.said.clear()
        return is_whole

    def is_cut_off(self) -> bool:
        with contextlib.suppress(websocket.WebSocketConnectionClosedException, ConnectionError):
            while self._socket.recv():
                pass
        self._socket.shutdown()
        return True

    def close(self) -> None:
        self._socket.shutdown()

    def stream_ended(self, voice: Voice) -> Any:
        return voice.ask("stream-ended", self._form("in-progress"))

    def hang_up(self) -> None:
        stop = {"accountSid": ACCOUNT, "callSid": self.call_sid}
        self._send(event="stop", sequenceNumber="9999", streamSid="MZ" + "1" * 32, stop=stop)
        assert self.is_cut_off()

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message, separators=(",", ":")))

    def _form(self, status: str) -> dict[str, str]:
        form = {"AccountSid": ACCOUNT, "CallSid": self.call_sid, "CallStatus": status, "Direction": "inbound"}
        return form | {"From": "+34600111222", "To": NUMBER}


@pytest.fixture
def agent() -> Iterator[str]:
    def answer(server: Server) -> None:
        server.serve_forever()

    with serve(echo, "127.0.0.1", 0) as server:
        thread = Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.socket.getsockname()[1]}"
    thread.join(10)


@pytest.fixture
def call() -> Iterator[Callable[..., Caller]]:
    """Places calls whose sockets are closed, however the test ends."""
    with contextlib.ExitStack() as stack:
        yield lambda **through: stack.enter_context(contextlib.closing(Caller(**through)))


@pytest.fixture
def two(environment: dict[str, str], database: Database, agent: str) -> Iterator[list[Voice]]:
    """As a proxy has them behind it: the same code and settings, two ports."""
    env = environment | {
        "PUBLIC_URL": PUBLIC_URL,
        "VOICE_URL": "wss://voice.example",
        "VOICE_DRAIN_SECONDS": "60",
        "MOBILE_NUMBER": MOBILE,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_URL": "http://127.0.0.1:9",
        "ELEVENLABS_API_KEY": "a-key-of-the-tests",
        "ELEVENLABS_AGENT_ID": "agent_echo",
        "ELEVENLABS_WEBHOOK_SECRET": "a-secret-of-the-tests",
        "ELEVENLABS_API_URL": f"http://{agent}",
        "AGENT_URL": f"ws://{agent}/",
    }
    voices = [started(env) for _ in range(2)]
    try:
        for voice in voices:
            voice.program.await_line("Listening at")
        yield voices
    finally:
        for voice in voices:
            voice.program.kill()


def started(env: dict[str, str]) -> Voice:
    port = free_port()
    command = ("-m", "gunicorn", "-c", "python:bridge.gunicorn_voice", "wsgi:voice")
    return Voice(Program(*command, environment={**env, "VOICE_PORT": str(port)}), port)


def is_forwarded(database: Database, call_sid: str) -> bool:
    """What its process had heard, and what the other did with it, is written by both in their own time."""
    if len(kept_turns(database, call_sid)) < 2:
        return False
    return kept_call(database, call_sid)["forwarded_at"] is not None


def converse(callers: list[Caller], frames: int) -> None:
    for caller in callers:
        caller.speak(frames)
    assert all(caller.hears_all() for caller in callers)


def test_one_is_killed_and_the_others_callers_notice_nothing(
    two: list[Voice], call: Callable[..., Caller], database: Database
) -> None:
    one, other = two
    spared = [call(webhook=other, stream=one) for _ in range(3)]
    doomed = [call(webhook=one, stream=other) for _ in range(3)]
    converse([*spared, *doomed], 20)
    for caller in spared:
        caller.speak(20)
    for caller in doomed:
        caller.ask()

    other.program.kill()

    converse(spared, 50)
    for caller in doomed:
        assert caller.is_cut_off()
        dial = caller.stream_ended(one)
        assert isinstance(dial, Dial)
        assert [leg.number for leg in dial.numbers] == [MOBILE]
    for caller in doomed:
        eventually(lambda sid=caller.call_sid: is_forwarded(database, sid))  # type: ignore[misc]
        assert [turn["text"] for turn in kept_turns(database, caller.call_sid)] == ["Hola, diga.", "¿Me oye?"]
        kept = kept_call(database, caller.call_sid)
        assert (kept["status"], kept["facts"]["forward_reason"]) == ("forwarded", "stream_failed")
    callers = [call(webhook=one, stream=one), *spared]
    converse(callers, 20)
    for caller in callers:
        caller.hang_up()
    for caller in callers:
        eventually(
            lambda sid=caller.call_sid: (
                is_kept(database, sid) and kept_call(database, sid)["end_reason"] == "caller_hangup"
            ),
            TEST_TIMEOUT_SECONDS,
        )  # type: ignore[misc]
        assert len(kept_turns(database, caller.call_sid)) == 1


def test_that_both_were_killed_is_known_long_before_their_beats_run_out(
    two: list[Voice], database: Database
) -> None:
    store = Store(database.settings.redis_url)
    eventually(lambda: len(store.slot_holders(SLOTS) or ()) == len(two))
    voices = Voices(store)

    two[0].program.kill()
    assert not voices.are_gone()
    two[1].program.kill()
    eventually(voices.are_gone)

    assert len(store.slot_holders(SLOTS) or ()) == len(two)
    store.close()


def test_one_is_told_to_go_with_twenty_calls_on_it(
    two: list[Voice], call: Callable[..., Caller], database: Database
) -> None:
    one, other = two
    store = Store(database.settings.redis_url)
    eventually(lambda: len(store.slot_holders(SLOTS) or ()) == len(two))
    callers = [call(webhook=other, stream=one) for _ in range(20)]
    converse(callers, 10)

    one.program.tell(signal.SIGTERM)
    one.program.await_line("event=draining legs=40")

    assert len(store.slot_holders(SLOTS) or ()) == 1
    store.close()
    late = call(webhook=other, stream=other)
    converse([*callers, late], 50)
    for caller in [*callers, late]:
        caller.hang_up()
    assert one.program.ended() == 0
    assert "event=drained legs_cut=0" in one.program.said()
    for caller in callers:
        assert kept_call(database, caller.call_sid)["end_reason"] == "caller_hangup"
        assert len(kept_turns(database, caller.call_sid)) == 1
