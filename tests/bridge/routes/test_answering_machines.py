"""A machine answers a test call: the call ends for that reason, whichever process hears of the end first."""

from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from flask import Flask, Response

from db.database import Database
from tests.bridge.conftest import serving
from tests.bridge.kept import kept_call
from tests.bridge.routes.conftest import CALL, PUBLIC_URL, Carrier
from tests.waiting import TEST_TIMEOUT_SECONDS


@pytest.fixture
def stored_reasons() -> SimpleQueue[str | None]:
    """Of each call that the carrier was asked to end, at that moment."""
    return SimpleQueue()


@pytest.fixture
def environment_of_doors(
    environment: dict[str, str], database: Database, stored_reasons: SimpleQueue[str | None]
) -> Iterator[dict[str, str]]:
    app = Flask("rest", static_folder=None)

    def end_call(**_path: str) -> Response:
        stored_reasons.put(kept_call(database, CALL)["end_reason"])
        return Response("{}", content_type="application/json")

    app.add_url_rule("/<path:path>", "end_call", end_call, methods=["POST"])
    with serving(app) as url:
        yield environment | {"PUBLIC_URL": PUBLIC_URL, "TWILIO_API_URL": url}


@pytest.mark.parametrize("who", ["machine_start", "machine_end_beep", "fax"])
def test_the_reason_is_stored_before_the_stream_stops(
    carrier: Carrier, stored_reasons: SimpleQueue[str | None], who: str
) -> None:
    carrier.ask("voice-webhook", Direction="outbound-api")
    carrier.post("amd", {"AnsweredBy": who})

    assert stored_reasons.get(timeout=TEST_TIMEOUT_SECONDS) == "no_answer"
