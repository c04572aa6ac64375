"""The simulators on a free port, eight times as fast as life, and a tiny bridge for them to meet in."""

from collections.abc import Iterator

import pytest

from bridge.simulators.server import SimulatorServer
from bridge.simulators.settings import SimulatorSettings
from tests.bridge.simulators.tiny_bridge import TinyBridge

SETTINGS = SimulatorSettings(
    account_sid="AC" + "5" * 32,
    auth_token="a-token-of-the-tests",
    elevenlabs_api_key="sk_tests",
    agent_id="agent_tests",
    elevenlabs_webhook_secret="wsec_tests",
    speed=8,
    analysis_seconds=0.01,
)


@pytest.fixture(scope="package")
def simulators() -> Iterator[SimulatorServer]:
    with SimulatorServer(SETTINGS) as server:
        yield server


@pytest.fixture
def tiny_bridge(simulators: SimulatorServer) -> Iterator[TinyBridge]:
    bridge = TinyBridge(simulators.settings)
    yield bridge
    bridge.close()
