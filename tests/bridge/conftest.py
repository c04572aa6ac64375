"""A whole bridge in this process, with the simulated carrier and agent beside it: real sockets, database and Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

import bridge
from bridge.simulators.carrier.result import CallResult
from bridge.simulators.exchange import SimulatedCall
from bridge.simulators.script import Script
from bridge.simulators.server import SimulatorServer
from bridge.simulators.settings import SimulatorSettings
from bridge.switchboard import Switchboard
from db.database import Database
from tests.gate import gate, redis_gate
from tests.waiting import TEST_TIMEOUT_SECONDS

__all__ = ["gate", "redis_gate"]

MOBILE = "+34600999888"
SPEED = 8


class QuietHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- Werkzeug's name
        pass


@dataclass
class RunningBridge:
    url: str
    app: Flask
    switchboard: Switchboard
    simulators: SimulatorServer

    def dial(
        self,
        script: str | Script,
        *,
        speed: float = SPEED,
        call_sid: str = "",
        webhook: str = "",
        to_number: str = "",
    ) -> CallResult:
        call = SimulatedCall(
            script,
            voice_webhook_url=webhook or f"{self.url}/api/twilio/voice-webhook",
            status_callback_url=f"{self.url}/api/twilio/status",
            call_sid=call_sid,
            to_number=to_number,
            speed=speed,
        )
        result = self.simulators.dial(call)
        assert self.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)
        return result


@pytest.fixture
def bridge_environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {
        "MOBILE_NUMBER": MOBILE,
        "SIMULATED_SPEED": str(SPEED),
        "AGENT_CONNECT_SECONDS": "8",
        "RECORD_CALLS": "off",  # nothing is said before the agent speaks
    }


@pytest.fixture
def bridge_database(database: Database) -> Database:
    """What the bridge remembers in; a test may put one that is away in its place."""
    return database


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The app's address; it may get its routes afterwards."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def simulating(env: dict[str, str]) -> Iterator[SimulatorServer]:
    settings = replace(SimulatorSettings.from_environment(env), analysis_seconds=0.05)
    with SimulatorServer(settings) as simulators:
        yield simulators


@pytest.fixture
def simulators(environment: dict[str, str]) -> Iterator[SimulatorServer]:
    with simulating(environment) as simulators:
        yield simulators


@pytest.fixture
def env(environment: dict[str, str], simulators: SimulatorServer) -> dict[str, str]:
    """Of a periodic job, with the simulators instead of the providers."""
    return environment | {"SIMULATORS_URL": simulators.url}


@pytest.fixture
def running(bridge_environment: dict[str, str], bridge_database: Database) -> Iterator[RunningBridge]:
    app = Flask("bridge", static_folder=None)
    with serving(app) as url, simulating(bridge_environment | {"PUBLIC_URL": url}) as simulators:
        env = bridge_environment | {"PUBLIC_URL": url, "SIMULATORS_URL": simulators.url}
        switchboard = bridge.init_app(app, env, bridge_database, role="voice")
        yield RunningBridge(url, app, switchboard, simulators)
    switchboard.close()


@pytest.fixture
def pages(running: RunningBridge, bridge_environment: dict[str, str], database: Database) -> Iterator[Flask]:
    """Another process of the same product: the one that people talk to."""
    app = Flask("pages", static_folder=None)
    env = bridge_environment | {"PUBLIC_URL": running.url, "SIMULATORS_URL": running.simulators.url}
    switchboard = bridge.init_app(app, env, database, role="server")
    yield app
    switchboard.close()
