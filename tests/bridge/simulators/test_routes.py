"""Simulated incoming calls by HTTP, and the dialler that other processes use."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from bridge.simulators import init_app
from bridge.simulators.dialler import DialError, dial
from bridge.simulators.server import SimulatorServer
from bridge.simulators.settings import SimulatorSettings
from bridge.simulators.simulated_call import SimulatedCall
from db.environment import ConfigurationError
from tests.bridge.simulators.conftest import SETTINGS
from tests.bridge.simulators.dialogues import HAPPY
from tests.bridge.simulators.tiny_bridge import TinyBridge
from tests.waiting import TEST_TIMEOUT_SECONDS

CREDENTIALS = (SETTINGS.account_sid, SETTINGS.auth_token)
HTTP = "http://127.0.0.1:9/voice"


def test_a_call_is_placed_from_another_process_and_its_result_awaited(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.twiml = "<Response><Say>Hola.</Say></Response>"
    call = SimulatedCall("es-silent", f"{tiny_bridge.url}/voice", call_sid="CA" + "d" * 32, speed=20)
    result = dial(call, simulators.settings)

    assert result.ok
    assert (result.call_sid, result.script, result.said) == ("CA" + "d" * 32, "es-silent", ("Hola.",))


def test_faults_and_legs_survive_the_journey(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    tiny_bridge.twiml = "<Response><Dial timeout='1'>+34600111222</Dial><Sing/></Response>"
    failed = dial(SimulatedCall("es-nobody-answers", f"{tiny_bridge.url}/voice"), simulators.settings)
    tiny_bridge.twiml = "<Response><Dial timeout='1'>+34600111222</Dial></Response>"
    dialled = dial(SimulatedCall("es-nobody-answers", f"{tiny_bridge.url}/voice"), simulators.settings)

    assert [fault.code for fault in failed.errors] == [12200]
    assert [leg.status for leg in dialled.dialled] == ["no-answer"]


def test_the_scripts_have_titles(simulators: SimulatorServer) -> None:
    answer = requests.get(
        f"{simulators.url}/simulated-scripts", auth=CREDENTIALS, timeout=TEST_TIMEOUT_SECONDS
    ).json()

    titles = {script["name"]: script["title"] for script in answer["scripts"]}
    assert titles["es-oil-change"] == "Cita para cambio de aceite"


def test_a_script_is_assigned_to_a_call_placed_elsewhere(simulators: SimulatorServer) -> None:
    url = f"{simulators.url}/simulated-scripts/CA-elsewhere"
    body = {"script": "de-price-quote"}
    assert requests.post(url, json=body, auth=CREDENTIALS, timeout=TEST_TIMEOUT_SECONDS).ok
    assert simulators.agent.casting.role_for({"call_sid": "CA-elsewhere"}).script.language == "de"

    assert requests.delete(url, auth=CREDENTIALS, timeout=TEST_TIMEOUT_SECONDS).ok

    assert simulators.agent.casting.role_for({"call_sid": "CA-elsewhere"}).script.language == "es"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(None, 422, id="no-json"),
        pytest.param({"script": "es-silent"}, 422, id="no-webhook"),
        pytest.param({"script": "none", "voice_webhook_url": HTTP}, 422, id="unknown-script"),
        pytest.param({"script": "es-silent", "voice_webhook_url": "ftp://x"}, 422, id="no-url"),
        pytest.param({"script": "es-silent", "voice_webhook_url": HTTP, "call_sid": "CA1"}, 422, id="no-sid"),
        pytest.param({"script": "es-silent", "voice_webhook_url": HTTP, "speed": 99}, 422, id="too-fast"),
    ],
)
def test_a_call_that_cannot_be_placed_says_why(
    simulators: SimulatorServer, body: dict[str, Any] | None, status: int
) -> None:
    answer = requests.post(
        f"{simulators.url}/simulated-calls", json=body, auth=CREDENTIALS, timeout=TEST_TIMEOUT_SECONDS
    )

    assert answer.status_code == status
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "credentials", "status"),
    [
        pytest.param("GET", "/simulated-scripts", None, 401, id="no-credentials"),
        pytest.param("GET", "/simulated-scripts", ("AC1", "x"), 401, id="wrong-credentials"),
        pytest.param("GET", "/simulated-calls/CA0", CREDENTIALS, 404, id="unknown-call"),
        pytest.param("POST", "/simulated-scripts/CA0", CREDENTIALS, 422, id="no-script"),
        pytest.param("GET", "/health/live", None, 200, id="alive"),
    ],
)
def test_the_doors_answer(
    simulators: SimulatorServer, method: str, path: str, credentials: tuple[str, str] | None, status: int
) -> None:
    answer = requests.request(method, simulators.url + path, auth=credentials, timeout=TEST_TIMEOUT_SECONDS)

    assert answer.status_code == status


def test_a_dialler_says_what_is_wrong(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    elsewhere = replace(simulators.settings, public_url="http://127.0.0.1:9")
    with pytest.raises(DialError, match="cannot be reached"):
        dial(SimulatedCall("es-silent", HTTP), elsewhere)
    with pytest.raises(DialError, match="unknown_script"):
        dial(SimulatedCall("none", HTTP), simulators.settings)
    tiny_bridge.twiml = "<Response><Pause length='9'/></Response>"
    with pytest.raises(DialError, match="not over"):
        dial(SimulatedCall("es-silent", f"{tiny_bridge.url}/voice"), simulators.settings, timeout_seconds=0.1)


def test_a_dialogue_of_ones_own_travels_whole(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    tiny_bridge.twiml = "<Response><Say>Hola.</Say></Response>"
    result = dial(SimulatedCall(HAPPY, f"{tiny_bridge.url}/voice", speed=20), simulators.settings)

    assert (result.ok, result.script) == (True, HAPPY.name)


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    env = {"DATA_DIR": str(tmp_path), "TWILIO_AUTH_TOKEN": "t", "SIMULATORS_PORT": "9000", "PORT": "9001"}
    settings = SimulatorSettings.from_environment(env)

    assert settings.auth_token == "t"
    assert settings.public_url == "http://127.0.0.1:9000"
    assert settings.post_call_webhook_url == "http://127.0.0.1:9001/api/webhooks/elevenlabs"


def test_secrets_that_nobody_set_are_the_same_for_every_process(tmp_path: Path) -> None:
    first, second = (SimulatorSettings.from_environment({"DATA_DIR": str(tmp_path)}) for _ in range(2))

    assert first == second
    assert len({first.auth_token, first.elevenlabs_api_key, first.elevenlabs_webhook_secret}) == 3


@pytest.mark.parametrize(
    ("name", "value"), [("SIMULATED_SPEED", "fast"), ("SIMULATORS_PORT", "0"), ("PUBLIC_URL", "x")]
)
def test_a_malformed_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        SimulatorSettings.from_environment({"DATA_DIR": str(tmp_path), name: value})


def test_what_a_bridge_answers_with_nothing_hangs_up(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.twiml = ""
    result = simulators.dial(SimulatedCall(HAPPY, f"{tiny_bridge.url}/nothing"))

    assert (result.ended_by, result.ok) == ("server", True)


def test_the_role_is_assembled_from_an_environment(tmp_path: Path) -> None:
    app = Flask("simulators", static_folder=None)
    init_app(app, {"DATA_DIR": str(tmp_path), "SIMULATED_SPEED": "4"})

    assert app.extensions["simulators"].settings.speed == 4


def test_one_worker_serves_the_simulators() -> None:
    from bridge.simulators import gunicorn

    assert (gunicorn.workers, gunicorn.worker_class) == (1, "gthread")
    assert gunicorn.bind.startswith("127.0.0.1:")
