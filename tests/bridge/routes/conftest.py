"""The bridge's routes without a server: a client that signs as the carrier does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

import bridge
from bridge.simulators.carrier.twiml import read_twiml
from bridge.simulators.carrier.verbs import Verb
from bridge.switchboard import Switchboard
from db.database import Database
from tests.bridge.conftest import MOBILE
from tests.waiting import TEST_TIMEOUT_SECONDS

CALL = "CA" + "1" * 32
CHILD = "CA" + "2" * 32
PUBLIC_URL = "http://127.0.0.1:8050"
RINGING = {
    "CallSid": CALL,
    "From": "+34600111222",
    "To": "+34971550100",
    "CallStatus": "ringing",
    "Direction": "inbound",
    "FromCity": "",
}


@dataclass
class Carrier:
    app: Flask
    switchboard: Switchboard

    def post(self, path: str, form: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """Signed, unless `signature` says otherwise; `form` adds to what every request about a call carries."""
        body = RINGING | (form or {})
        url = f"{PUBLIC_URL}/api/twilio/{path}"
        token = self.switchboard.settings.carrier.auth_token
        signature = options.get("signature", RequestValidator(token).compute_signature(url, body))
        response = self.app.test_client().post(url, data=body, headers={"X-Twilio-Signature": signature})
        assert self.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)
        return response

    def ask(self, path: str, **form: str) -> tuple[Verb, ...]:
        """The verbs of the answer, read as strictly as the carrier reads them."""
        response = self.post(path, form)
        assert response.status_code == 200
        return read_twiml(response.data, response.content_type, f"{PUBLIC_URL}/api/twilio/{path}")

    def say(self, path: str, **form: str) -> str:
        return "".join(ET.fromstring(self.post(path, form).data).itertext())


@pytest.fixture
def environment_of_doors(environment: dict[str, str]) -> dict[str, str]:
    return environment | {
        "PUBLIC_URL": PUBLIC_URL,
        "MOBILE_NUMBER": MOBILE,
        "SIMULATORS_URL": "http://127.0.0.1:1",
        "RECORD_CALLS": "off",  # nothing is said before the agent speaks
    }


@pytest.fixture
def carrier(environment_of_doors: dict[str, str], database: Database) -> Iterator[Carrier]:
    app = Flask("routes", static_folder=None)
    switchboard = bridge.init_app(app, environment_of_doors, database, role="server")
    yield Carrier(app, switchboard)
    switchboard.close()
