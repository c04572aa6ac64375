"""More calls than the agent may take at once: the next one is forwarded or told so, never accepted and broken."""

import pytest

from bridge.simulators.carrier.verbs import Connect, Dial, Hangup
from db.database import Database
from tests.bridge.conftest import MOBILE
from tests.bridge.kept import kept_call
from tests.bridge.routes.conftest import CALL, PUBLIC_URL, Carrier

OTHER = "CA" + "3" * 32
THIRD = "CA" + "4" * 32


@pytest.fixture
def environment_of_doors(environment: dict[str, str], clean_redis: object) -> dict[str, str]:
    return environment | {"PUBLIC_URL": PUBLIC_URL, "MOBILE_NUMBER": MOBILE, "MAX_CALLS": "1"}


def test_the_call_over_the_limit_is_forwarded(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    (dial,) = carrier.ask("voice-webhook", CallSid=OTHER)

    assert isinstance(dial, Dial)
    assert dial.action.endswith("dial-ended?reason=rejected")
    assert kept_call(database, OTHER)["status"] == "forwarded"


def test_a_webhook_that_comes_twice_takes_one_place(carrier: Carrier) -> None:
    carrier.ask("voice-webhook")
    (connect,) = carrier.ask("voice-webhook")

    assert isinstance(connect, Connect)


@pytest.mark.parametrize("path", ["stream-ended", "status"])
def test_a_webhook_that_comes_again_after_the_end_takes_no_place(carrier: Carrier, path: str) -> None:
    carrier.ask("voice-webhook")
    carrier.post(path, {"CallStatus": "completed"})
    again = carrier.ask("voice-webhook")
    (connect,) = carrier.ask("voice-webhook", CallSid=OTHER)

    assert again == (Hangup(),)
    assert isinstance(connect, Connect)


@pytest.mark.parametrize("path", ["stream-ended", "status"])
def test_a_call_that_ends_makes_room(carrier: Carrier, path: str) -> None:
    carrier.ask("voice-webhook")
    carrier.post(path, {"CallStatus": "completed"})
    (connect,) = carrier.ask("voice-webhook", CallSid=OTHER)

    assert isinstance(connect, Connect)


def test_a_call_that_a_person_has_makes_room(carrier: Carrier) -> None:
    carrier.ask("voice-webhook")
    carrier.ask("stream-ended", CallStatus="in-progress")
    (connect,) = carrier.ask("voice-webhook", CallSid=OTHER)

    assert isinstance(connect, Connect)


def test_a_process_that_drains_forwards(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier.switchboard.pump, "draining", True)
    (dial,) = carrier.ask("voice-webhook")

    assert isinstance(dial, Dial)
    assert dial.action.endswith("dial-ended?reason=shutdown")


class TestWithNobodyToForwardTo:
    @pytest.fixture
    def environment_of_doors(self, environment: dict[str, str], clean_redis: object) -> dict[str, str]:
        return environment | {"PUBLIC_URL": PUBLIC_URL, "MAX_CALLS": "1"}

    @pytest.mark.parametrize(
        ("number", "words"),
        [("+34600111222", "líneas están ocupadas"), ("+4915112345678", "Leitungen belegt")],
    )
    def test_the_caller_is_told_so(
        self, carrier: Carrier, database: Database, number: str, words: str
    ) -> None:
        carrier.ask("voice-webhook")

        assert words in carrier.say("voice-webhook", CallSid=OTHER, From=number)
        assert kept_call(database, OTHER)["end_reason"] == "rejected"


class TestWithoutRedis:
    @pytest.fixture
    def environment_of_doors(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"PUBLIC_URL": PUBLIC_URL, "MOBILE_NUMBER": MOBILE, "MAX_CALLS": "2"}

    def test_a_process_counts_alone(self, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(carrier.switchboard.store, "_away_until", float("inf"))
        kinds = [type(carrier.ask("voice-webhook", CallSid=sid)[0]) for sid in (CALL, OTHER, OTHER, THIRD)]

        assert kinds == [Connect, Connect, Connect, Dial]
