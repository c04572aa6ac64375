"""Test calls by API and command line, through the simulators as they would go through the real carrier."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

import bridge
from bridge.carriers.twilio import hang_up
from bridge.cli import calls
from bridge.doctor import (
    examine,
    examine_addresses,
    examine_agent,
    examine_configuration,
    examine_further_agents,
)
from bridge.settings import BridgeSettings
from db.actions.calls import conversation_id_of
from db.actions.founding import add_agent
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.doctor import add_check, doctor
from db.models import Conversation
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import kept_call, one_of
from tests.db.experimenting import OTHER_AGENT, start_experiment
from tests.waiting import eventually


@pytest.fixture
def client(pages: Flask) -> FlaskClient:
    return pages.test_client()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(calls, list(arguments))


def all_calls(database: Database) -> list[dict[str, object]]:
    return one_of(database, Conversation, Conversation.id.is_not(None))


def test_a_simulated_call_is_placed_and_its_page_exists(client: FlaskClient, database: Database) -> None:
    answer = client.post("/api/test-calls", json={"kind": "simulated", "script": "es-hang-up"})

    assert answer.status_code == 202
    assert answer.json is not None
    call = all_calls(database)[0]
    assert str(call["id"]) == answer.json["conversation_id"]
    assert (call["is_test"], call["is_simulated"]) == (True, True)
    eventually(lambda: all_calls(database)[0]["ended_at"])


def test_a_phone_call_goes_out_through_the_carrier(client: FlaskClient, database: Database) -> None:
    answer = client.post("/api/test-calls", json={"kind": "phone", "to": "+34600123123"})

    assert answer.status_code == 202
    call = all_calls(database)[0]
    assert (call["direction"], call["phone_number"], call["is_test"]) == ("outbound", "+34600123123", True)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(None, 422, "invalid_test_call", id="nothing"),
        pytest.param({"kind": "magic"}, 422, "invalid_test_call", id="unknown kind"),
        pytest.param({"kind": "phone"}, 422, "invalid_test_call", id="nobody to call"),
        pytest.param({"kind": "phone", "to": "600"}, 422, "invalid_test_call", id="no number"),
        pytest.param({"kind": "simulated", "tone": "a"}, 422, "invalid_test_call", id="unknown field"),
        pytest.param(
            {"kind": "simulated", "script": "no-such-script"}, 422, "unknown_script", id="unknown script"
        ),
    ],
)
def test_a_call_that_cannot_be_placed(
    client: FlaskClient, database: Database, body: object, status: int, code: str
) -> None:
    answer = client.post("/api/test-calls", json=body)

    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]["code"] == code
    assert all_calls(database) == []


def test_invalid_fields_are_named_as_everywhere(client: FlaskClient) -> None:
    answer = client.post("/api/test-calls", json={"kind": "simulated", "tone": "a"})

    assert answer.json is not None
    assert answer.json["error"]["details"] == [{"field": "tone", "message": "Extra inputs are not permitted"}]


@pytest.mark.parametrize("body", ["{bad", "[]", "kind=simulated", ""])
def test_a_body_that_is_no_json_object_says_so(client: FlaskClient, body: str) -> None:
    answer = client.post("/api/test-calls", data=body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json is not None
    assert "must be a JSON object" in answer.json["error"]["message"]


def test_simulated_calls_from_the_command_line(pages: Flask, database: Database) -> None:
    result = run(pages, "simulate", "--script", "es-hang-up", "--count", "2", "--rate", "20")

    assert result.exit_code == 0, result.output
    assert result.output.count("ok CA") == 2
    assert [call["is_test"] for call in all_calls(database)] == [True, True]


def test_a_dialogue_that_is_not_there_rings_nobody(pages: Flask, database: Database) -> None:
    result = run(pages, "simulate", "--script", "no-such-script", "--count", "3")

    assert result.exit_code == 2
    assert "no script is called 'no-such-script'; there are: ca-" in result.output
    assert all_calls(database) == []


def test_the_dialogues_are_listed(pages: Flask) -> None:
    items = pages.test_client().get("/api/test-calls/scripts").get_json()["items"]

    assert {"name": "es-oil-change", "title": "Cita para cambio de aceite", "language": "es"} in items
    assert {item["language"] for item in items} == {"es", "ca", "en", "de"}


def test_a_phone_call_from_the_command_line(pages: Flask, database: Database) -> None:
    result = run(pages, "place", "--to", "+34600123123")

    assert result.exit_code == 0, result.output
    call_sid = result.output.split("call ")[1].split(",")[0]
    assert kept_call(database, call_sid)["id"] == conversation_id_of(call_sid)


def test_a_number_that_is_none_is_refused(pages: Flask) -> None:
    assert run(pages, "place", "--to", "600").exit_code == 2


class TestAlone:
    """Without simulators or carrier anywhere."""

    @pytest.fixture
    def alone(self, environment: dict[str, str], database: Database) -> Iterator[Flask]:
        app = Flask("alone", static_folder=None)
        switchboard = bridge.init_app(app, environment | {"SIMULATORS_URL": "http://127.0.0.1:1"}, database)
        yield app
        switchboard.close()

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"kind": "simulated"}, 503, "simulators_away"),
            ({"kind": "phone", "to": "+34600123123"}, 502, "carrier_refused"),
        ],
    )
    def test_a_call_says_what_is_missing(self, alone: Flask, body: object, status: int, code: str) -> None:
        answer = alone.test_client().post("/api/test-calls", json=body)

        assert answer.status_code == status
        assert answer.json is not None
        assert answer.json["error"]["code"] == code

    def test_without_a_number_of_its_own_nobody_is_rung(
        self, environment: dict[str, str], database: Database
    ) -> None:
        account = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "t"}
        app = Flask("numberless", static_folder=None)
        switchboard = bridge.init_app(app, environment | account, database)
        answer = app.test_client().post("/api/test-calls", json={"kind": "phone", "to": "+34600123123"})
        said = run(app, "place", "--to", "+34600123123")
        switchboard.close()

        assert answer.status_code == 409
        assert answer.json is not None
        assert answer.json["error"]["code"] == "no_own_number"
        assert said.output == "Error: TWILIO_PHONE_NUMBER is not set: calls are placed from it\n"

    def test_the_command_line_says_what_is_missing(self, alone: Flask) -> None:
        assert run(alone, "place", "--to", "+34600123123").exit_code == 1
        simulated = run(alone, "simulate")
        assert simulated.exit_code == 1
        assert "1 of 1 calls failed" in simulated.output

    def test_the_doctor_says_what_is_missing(self, alone: Flask) -> None:
        settings: BridgeSettings = alone.extensions["bridge"].settings
        ills = {finding.subject for finding in examine(settings) if not finding.is_well}

        assert ills == {"addresses", "carrier", "agent"}


@pytest.mark.parametrize(
    ("is_simulated", "exit_code", "word"),
    [(True, 0, "later"), (False, 1, "mend")],
    ids=["trying", "production"],
)
def test_only_production_needs_a_number_for_forwarding(
    running: RunningBridge, is_simulated: bool, exit_code: int, word: str
) -> None:
    settings = running.switchboard.settings
    carrier = replace(settings.carrier, is_simulated=is_simulated)
    public_url = settings.public_url if is_simulated else "https://taller.example"
    settings = replace(settings, carrier=carrier, public_url=public_url, mobile_number="")
    app = Flask("doctor")
    add_check(app, lambda: [examine_addresses(settings)])
    answer = app.test_cli_runner().invoke(doctor)

    assert (answer.exit_code, answer.output.split()[:2]) == (exit_code, [word, "addresses"])
    assert "MOBILE_NUMBER is not set" in answer.output


def test_the_doctor_finds_the_simulators_well(running: RunningBridge) -> None:
    assert [finding for finding in examine(running.switchboard.settings) if not finding.is_well] == []


def test_the_doctor_reads_the_agents_own_settings(running: RunningBridge) -> None:
    assert len(examine_agent(running.switchboard.settings.agent)) == 2


@pytest.mark.parametrize(
    ("agent", "status", "found"),
    [
        (OTHER_AGENT, "running", [("agent B formats", True), ("agent B events", True)]),
        ("agent_gone", "paused", [("agent B", False)]),
        ("agent_gone", "ended", []),
    ],
)
def test_the_doctor_reads_the_agents_of_experiments(
    running: RunningBridge, database: Database, agent: str, status: str, found: list[tuple[str, bool]]
) -> None:
    over = {"ended_at": datetime.now(UTC), "end_cause": "stopped"} if status == "ended" else {}
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        start_experiment(session, owner, other_agent=agent, status=status, **over)
    findings = list(examine_further_agents(running.switchboard.settings.agent, database))

    assert [(one.subject, one.is_well) for one in findings] == found
    assert all(f"{agent} of the experiment “Shorter greeting”" in one.advice for one in findings)


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        ("agent_simulated_clinic", [("agent formats", True), ("agent events", True)]),
        ("agent_gone", [("agent", False)]),
        ("agent_simulated", []),  # read already, as that of the environment
    ],
)
def test_the_doctor_reads_the_agents_with_a_number(
    running: RunningBridge, database: Database, agent: str, found: list[tuple[str, bool]]
) -> None:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        add_agent(
            session, organization_id=owner, name="Aina", provider_agent_id=agent, phone_number="+34971880200", language="ca",
        )  # fmt: skip
    findings = list(examine_further_agents(running.switchboard.settings.agent, database))

    assert [(one.subject, one.is_well) for one in findings] == found
    assert all(f"{agent}, which answers +34971880200 for autobox" in one.advice for one in findings)


def test_the_doctor_names_what_the_agent_lacks() -> None:
    config = {
        "asr": {"user_input_audio_format": "pcm_16000"},
        "tts": {"agent_output_audio_format": "ulaw_8000"},
        "conversation": {"client_events": ["audio"]},
    }
    formats, events = examine_configuration(config)

    assert not formats.is_well
    assert formats.advice == "set both audio formats to ulaw_8000: pcm_16000, ulaw_8000"
    assert "interruption" in events.advice


def test_hanging_up_what_is_over_is_no_failure(running: RunningBridge) -> None:
    carrier = running.switchboard.settings.carrier
    over = running.dial("es-hang-up").call_sid

    assert hang_up(carrier, over)
    assert hang_up(carrier, "CA" + "9" * 32)
    assert not hang_up(replace(carrier, auth_token="wrong"), over)
    assert not hang_up(replace(carrier, api_url="http://127.0.0.1:1"), over)
