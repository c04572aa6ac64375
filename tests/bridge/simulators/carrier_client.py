"""The real SDK of the carrier, pointed at the simulated one."""

from typing import Any
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bridge.simulators.server import SimulatorServer
from tests.bridge.simulators.conftest import SETTINGS
from tests.waiting import TEST_TIMEOUT_SECONDS


class HttpToSimulator(TwilioHttpClient):
    """Sends to the simulator what the SDK addresses to Twilio."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=TEST_TIMEOUT_SECONDS)
        self.base_url = base_url

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        return super().request(method, self.base_url + urlsplit(url).path, *args, **more)


def carrier_client(simulators: SimulatorServer, token: str = SETTINGS.auth_token) -> Client:
    return Client(SETTINGS.account_sid, token, http_client=HttpToSimulator(simulators.url))
