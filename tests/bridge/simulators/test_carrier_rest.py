"""The carrier's REST API, driven by the real SDK."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.carrier.call_resource import call_resource
from bridge.simulators.server import SimulatorServer
from tests.bridge.simulators.carrier_client import carrier_client
from tests.bridge.simulators.conftest import SETTINGS
from tests.bridge.simulators.tiny_bridge import HANGUP, TinyBridge
from tests.waiting import TEST_TIMEOUT_SECONDS

OURS, THEIRS = SETTINGS.phone_number, "+34612345678"


def place(simulators: SimulatorServer, **more: Any) -> Any:
    return carrier_client(simulators).calls.create(**{"to": THEIRS, "from_": OURS, "twiml": HANGUP} | more)


def wait_until_over(simulators: SimulatorServer, call_sid: str) -> None:
    live = simulators.exchange.call(call_sid)
    assert live
    assert simulators.exchange.wait_for(live, TEST_TIMEOUT_SECONDS)


def test_an_outbound_call_is_placed_answered_and_ended(simulators: SimulatorServer) -> None:
    placed = place(simulators, machine_detection="Enable")
    wait_until_over(simulators, placed.sid)
    fetched = carrier_client(simulators).calls(placed.sid).fetch()

    assert (placed.status, placed.direction, placed.duration) == ("queued", "outbound-api", None)
    assert (fetched.status, fetched.to, fetched.answered_by) == ("completed", THEIRS, "human")
    assert int(fetched.duration) >= 1
    assert fetched.price is None


def test_an_outbound_call_reports_what_was_subscribed(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.twiml = HANGUP
    events = ["initiated", "ringing", "answered", "completed"]
    placed = place(
        simulators,
        url=f"{tiny_bridge.url}/voice",
        status_callback=f"{tiny_bridge.url}/status",
        status_callback_event=events,
    )
    wait_until_over(simulators, placed.sid)
    forms = tiny_bridge.wait_for("status", 4)

    assert [form["CallStatus"] for form in forms] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in forms] == list("0123")
    assert tiny_bridge.requests_of("voice")[0]["Direction"] == "outbound-api"


def test_who_answered_is_told_by_a_callback_of_its_own(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    placed = place(
        simulators,
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=f"{tiny_bridge.url}/amd",
    )
    (verdict,) = tiny_bridge.wait_for("amd")

    assert (verdict["CallSid"], verdict["AnsweredBy"]) == (placed.sid, "human")
    assert placed.answered_by is None


def test_a_ringing_call_can_be_cancelled(simulators: SimulatorServer) -> None:
    placed = place(simulators, to="+34655120048", twiml='<Response><Pause length="60"/></Response>')
    carrier_client(simulators).calls(placed.sid).update(status="canceled")
    wait_until_over(simulators, placed.sid)

    assert carrier_client(simulators).calls(placed.sid).fetch().status == "canceled"


def test_a_running_call_can_be_sent_elsewhere(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    placed = place(simulators, twiml='<Response><Pause length="60"/></Response>')
    carrier_client(simulators).calls(placed.sid).update(url=f"{tiny_bridge.url}/after")
    wait_until_over(simulators, placed.sid)

    assert tiny_bridge.requests_of("after")


def test_calls_are_listed_newest_first_and_filtered(simulators: SimulatorServer) -> None:
    first, second = place(simulators, to="+34600000991"), place(simulators, to="+34600000992")
    listed = carrier_client(simulators).calls.list(limit=2)

    assert [call.sid for call in listed] == [second.sid, first.sid]
    assert [call.sid for call in carrier_client(simulators).calls.list(to="+34600000991")] == [first.sid]


def test_the_account_is_active(simulators: SimulatorServer) -> None:
    assert carrier_client(simulators).api.accounts(SETTINGS.account_sid).fetch().status == "active"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        pytest.param({"to": ""}, 21201, id="no-to"),
        pytest.param({"to": "971550100"}, 21211, id="to-not-e164"),
        pytest.param({"from_": ""}, 21213, id="no-from"),
        pytest.param({"from_": "+34999999999"}, 21210, id="from-not-ours"),
        pytest.param({"twiml": ""}, 21205, id="nothing-to-do"),
        pytest.param({"url": "ftp://h/x"}, 21205, id="url-not-http"),
        pytest.param({"status_callback": "/status"}, 21205, id="callback-not-absolute"),
        pytest.param({"status_callback_event": ["sung"]}, 21626, id="no-such-event"),
        pytest.param({"twiml": f"<Response><!--{'x' * 4000}--></Response>"}, 32018, id="long-twiml"),
        pytest.param({"twiml": "<Response><Sing/></Response>"}, 12200, id="bad-twiml"),
    ],
)
def test_a_call_that_twilio_would_not_place_is_refused(
    simulators: SimulatorServer, parameters: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        place(simulators, **parameters)

    assert (refused.value.code, refused.value.status) == (code, 400)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        pytest.param({"status": "busy"}, 21218, id="no-such-status"),
        pytest.param({"status": "canceled"}, 21220, id="cancel-after-answer"),
        pytest.param({}, 21205, id="nothing"),
        pytest.param({"twiml": "<Response><Sing/></Response>"}, 12200, id="bad-twiml"),
    ],
)
def test_an_update_that_twilio_would_refuse_is_refused(
    simulators: SimulatorServer, tiny_bridge: TinyBridge, parameters: dict[str, Any], code: int
) -> None:
    tiny_bridge.twiml = '<Response><Pause length="60"/></Response>'
    placed = place(simulators, url=f"{tiny_bridge.url}/voice")
    tiny_bridge.wait_for("voice")
    with pytest.raises(TwilioRestException) as refused:
        carrier_client(simulators).calls(placed.sid).update(**parameters)
    carrier_client(simulators).calls(placed.sid).update(status="completed")

    assert refused.value.code == code


def test_a_call_that_is_over_cannot_be_changed(simulators: SimulatorServer) -> None:
    placed = place(simulators)
    wait_until_over(simulators, placed.sid)
    with pytest.raises(TwilioRestException) as refused:
        carrier_client(simulators).calls(placed.sid).update(status="completed")

    assert refused.value.code == 21220


def test_unknown_calls_and_wrong_credentials_are_refused(simulators: SimulatorServer) -> None:
    for client, code, status in (
        (carrier_client(simulators), 20404, 404),
        (carrier_client(simulators, "wrong"), 20003, 401),
    ):
        for attempt in (client.calls("CA" + "0" * 32).fetch, client.calls("CA" + "0" * 32).update):
            with pytest.raises(TwilioRestException) as refused:
                attempt()
            assert (refused.value.code, refused.value.status) == (code, status)


def test_the_price_settles_late_and_is_negative() -> None:
    facts = CallFacts("AC1", "CA1", OURS, THEIRS)
    now = datetime.now(UTC)
    facts.answered_at, facts.duration_seconds = now - timedelta(seconds=90), 61
    prices = []
    for ended_at in (None, now, now - timedelta(seconds=10)):
        facts.ended_at = ended_at
        prices.append(call_resource(facts)["price"])

    assert prices == [None, None, "-0.0170"]
