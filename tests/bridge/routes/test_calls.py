"""What the carrier is told to do: as a table of situations, and what is remembered of each."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bridge.commands import Step
from bridge.errors import UntrustedRequestError
from bridge.next_step import NextStep
from bridge.settings import BridgeSettings
from bridge.simulators.carrier.verbs import Connect, Dial, Hangup
from db.database import Database
from tests.bridge.conftest import MOBILE
from tests.bridge.kept import is_kept, kept_call
from tests.bridge.routes.conftest import CALL, PUBLIC_URL, Carrier
from tests.waiting import eventually

LIVE = {"CallStatus": "in-progress"}


@pytest.mark.parametrize("path", ["voice-webhook", "voice"])
def test_a_call_that_rings_is_connected(carrier: Carrier, database: Database, path: str) -> None:
    (connect,) = carrier.ask(path)

    assert isinstance(connect, Connect)
    assert connect.action == f"{PUBLIC_URL}/api/twilio/stream-ended"
    assert connect.stream.url == "ws://127.0.0.1:8050/ws/elevenlabs-bridge"
    ticket = carrier.switchboard.tokens.redeem(connect.stream.parameters["token"], CALL)
    assert (ticket.caller, ticket.called, ticket.direction) == ("+34600111222", "+34971550100", "inbound")
    call = kept_call(database, CALL)
    assert (call["status"], call["phone_number"], call["is_test"]) == ("ringing", "+34600111222", True)


def test_the_same_call_may_ring_twice(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    (connect,) = carrier.ask("voice-webhook")

    assert isinstance(connect, Connect)
    assert kept_call(database, CALL)["status"] == "ringing"


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(("status", {"CallStatus": "completed"}), id="by the carrier's report"),
        pytest.param(("stream-ended", {"CallStatus": "completed"}), id="by the end of its stream"),
    ],
)
def test_when_a_call_is_over_none_of_its_answers_opens_a_stream(
    carrier: Carrier, end: tuple[str, dict[str, str]]
) -> None:
    answers = [carrier.ask("voice-webhook")[0], carrier.ask("voice-webhook")[0]]
    carrier.post(*end)

    for answer in answers:
        assert isinstance(answer, Connect)
        with pytest.raises(UntrustedRequestError, match="over"):
            carrier.switchboard.tokens.redeem(answer.stream.parameters["token"], CALL)


def test_a_call_that_we_placed_is_of_the_person_called(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook?test=1", Direction="outbound-api")

    call = kept_call(database, CALL)
    assert (call["direction"], call["phone_number"]) == ("outbound", "+34971550100")


def decide(carrier: Carrier, step: Step, reason: str, turns: int = 0) -> None:
    carrier.switchboard.next_steps.decide(CALL, NextStep(step, reason, turns))


def test_a_goodbye_is_followed_by_a_hangup(carrier: Carrier, database: Database) -> None:
    decide(carrier, Step.HANG_UP, "agent_hangup")

    assert carrier.ask("stream-ended", **LIVE) == (Hangup(),)
    assert kept_call(database, CALL)["end_reason"] == "agent_hangup"


@pytest.mark.parametrize(
    ("reason", "kept"),
    [("agent_unreachable", "agent_unreachable"), ("transferred", "transferred"), (None, "stream_failed")],
)
def test_a_caller_who_is_still_there_is_forwarded(
    carrier: Carrier, database: Database, reason: str | None, kept: str
) -> None:
    if reason:
        decide(carrier, Step.FORWARD, reason)
    (dial,) = carrier.ask("stream-ended", **LIVE)

    assert isinstance(dial, Dial)
    assert (dial.numbers[0].number, dial.caller_id, dial.timeout_seconds) == (MOBILE, "+34971550100", 25)
    assert dial.action == f"{PUBLIC_URL}/api/twilio/dial-ended?reason={kept}"
    call = kept_call(database, CALL)
    assert (call["status"], call["forwarded_to"], call["facts"]["forward_reason"]) == (
        "forwarded",
        MOBILE,
        kept,
    )


def test_a_caller_without_a_number_is_shown_as_ours(carrier: Carrier) -> None:
    (dial,) = carrier.ask("stream-ended", To="client:shop", From="anonymous", **LIVE)

    assert isinstance(dial, Dial)
    assert dial.caller_id == "+34971550100"


def test_a_caller_who_is_gone_hung_up(carrier: Carrier, database: Database) -> None:
    assert carrier.ask("stream-ended", CallStatus="completed") == (Hangup(),)
    assert kept_call(database, CALL)["end_reason"] == "caller_hangup"


def test_a_stream_goes_on_once(carrier: Carrier) -> None:
    decide(carrier, Step.RECONNECT, "agent_failed", turns=7)
    (connect,) = carrier.ask("stream-ended", **LIVE)
    (dial,) = carrier.ask("stream-ended", **LIVE)

    assert isinstance(connect, Connect)
    assert carrier.switchboard.tokens.redeem(connect.stream.parameters["token"], CALL).turns == 7
    assert isinstance(dial, Dial)


def test_a_lost_stream_is_opened_again_where_the_carrier_asks_before_that_is_decided(
    carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(carrier.ask, "stream-ended", **LIVE)
        eventually(lambda: "next_step_awaited" in caplog.text)
        decide(carrier, Step.RECONNECT, "stream_failed")
        (connect,) = asked.result()

    assert isinstance(connect, Connect)


def test_a_call_of_which_nothing_is_known_gets_a_safe_answer(carrier: Carrier, database: Database) -> None:
    assert carrier.ask("dial-ended", DialCallStatus="completed", **LIVE) == (Hangup(),)
    assert not is_kept(database, CALL)


def test_the_carriers_fallback_forwards(carrier: Carrier, database: Database) -> None:
    (dial,) = carrier.ask("fallback", ErrorCode="11200", ErrorUrl="https://x.example", **LIVE)

    assert isinstance(dial, Dial)
    assert kept_call(database, CALL)["facts"]["carrier_error"] == "11200"


def test_the_carriers_fallback_for_a_call_that_is_over(carrier: Carrier, database: Database) -> None:
    assert carrier.ask("fallback", ErrorCode="11200", CallStatus="failed") == (Hangup(),)
    assert kept_call(database, CALL)["status"] == "failed"


class TestWithNobodyToForwardTo:
    @pytest.fixture
    def environment_of_doors(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"PUBLIC_URL": PUBLIC_URL}

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("+34600111222", "no podemos atenderle"),
            ("+4915112345678", "nicht annehmen"),
            ("+447700900123", "cannot take your call"),
            ("anonymous", "no podemos atenderle"),
        ],
    )
    def test_the_caller_hears_an_apology(self, carrier: Carrier, number: str, words: str) -> None:
        assert words in carrier.say("stream-ended", From=number, **LIVE)

    @pytest.mark.parametrize(
        ("reason", "kept"), [("agent_failed", "agent_failed"), ("transferred", "forward_unanswered")]
    )
    def test_the_call_ends_for_its_reason(
        self, carrier: Carrier, database: Database, reason: str, kept: str
    ) -> None:
        decide(carrier, Step.FORWARD, reason)
        carrier.ask("stream-ended", **LIVE)

        assert kept_call(database, CALL)["end_reason"] == kept


def test_settings_say_that_calls_are_simulated(carrier: Carrier) -> None:
    settings: BridgeSettings = carrier.switchboard.settings
    assert settings.simulates
