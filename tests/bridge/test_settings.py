"""Settings from an environment: defaults that work alone, and errors that name the variable."""

from pathlib import Path

import pytest

from bridge import settings as ours
from bridge.settings import BridgeSettings
from bridge.simulators import settings as theirs
from db.environment import ConfigurationError

TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_PHONE_NUMBER": "+34971000111",
}
ELEVENLABS = {
    "ELEVENLABS_API_KEY": "key",
    "ELEVENLABS_AGENT_ID": "agent_1",
    "ELEVENLABS_WEBHOOK_SECRET": "wsec",
}


def read(tmp_path: Path, **env: str) -> BridgeSettings:
    return BridgeSettings.from_environment({"DATA_DIR": str(tmp_path)} | env)


def test_without_accounts_everything_is_simulated(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.simulates
    assert settings.agent.is_simulated
    assert settings.carrier.api_url == settings.agent.api_url == "http://127.0.0.1:8052"
    assert settings.voice_url == "ws://127.0.0.1:8050"


def test_generated_secrets_are_the_same_for_every_process(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)

    assert first.carrier.auth_token == second.carrier.auth_token
    assert first.secret_key == second.secret_key


def test_with_accounts_the_real_services_are_used(tmp_path: Path) -> None:
    given = TWILIO | ELEVENLABS | {"PUBLIC_URL": "https://voice.example.com/", "SECRET_KEY": "k" * 32}
    settings = read(tmp_path, **given)

    assert not settings.simulates
    assert settings.carrier.api_url == "https://api.twilio.com"
    assert settings.agent.api_url == "https://api.elevenlabs.io"
    assert settings.voice_url == "wss://voice.example.com"
    assert settings.carrier.phone_number == "+34971000111"


def test_secrets_do_not_show(tmp_path: Path) -> None:
    shown = repr(read(tmp_path, **TWILIO | ELEVENLABS))

    assert "'token'" not in shown
    assert "'key'" not in shown
    assert "wsec" not in shown


@pytest.mark.parametrize(
    ("env", "message"),
    [
        pytest.param(
            {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32}, "TWILIO_AUTH_TOKEN is not set", id="half a carrier"
        ),
        pytest.param({"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_ACCOUNT_SID is not set", id="the other half"),
        pytest.param(
            TWILIO | {"TWILIO_ACCOUNT_SID": "SK1"}, "TWILIO_ACCOUNT_SID must be AC", id="no account SID"
        ),
        pytest.param({"ELEVENLABS_API_KEY": "x"}, "ELEVENLABS_AGENT_ID is not set", id="half an agent"),
        pytest.param({"MOBILE_NUMBER": "600111222"}, "MOBILE_NUMBER must be a number", id="national number"),
        pytest.param({"MOBILE_NUMBER": "+34971550100"}, "MOBILE_NUMBER is the line's own", id="own number"),
        pytest.param({"PUBLIC_URL": "voice.example.com"}, "PUBLIC_URL must be an absolute", id="no scheme"),
        *(
            pytest.param(
                {name: f"{scheme}://{rest}"}, f"{name} is the beginning of addresses", id=f"{name} {rest}"
            )
            for name, scheme in (("PUBLIC_URL", "http"), ("VOICE_URL", "wss"))
            for rest in ("127.0.0.1/?a=1", "127.0.0.1/#a", "me:secret@127.0.0.1")
        ),
        pytest.param({"PUBLIC_URL": "https://my_host.example"}, "PUBLIC_URL: the carrier", id="underscore"),
        pytest.param({"VOICE_URL": "ws://voice.example"}, "VOICE_URL must be wss", id="ws in public"),
        pytest.param({"PUBLIC_URL": "https://v.example"}, "SECRET_KEY is not set", id="no secret in public"),
        pytest.param(
            {"SECRET_KEY": "short", "PUBLIC_URL": "https://v.example"},
            "SECRET_KEY must have",
            id="short secret",
        ),
        pytest.param({"ELEVENLABS_AUTH": "cookie"}, "ELEVENLABS_AUTH must be one of", id="unknown way in"),
        pytest.param(
            {"AGENT_CONNECT_SECONDS": "soon"}, "AGENT_CONNECT_SECONDS must be", id="no number of seconds"
        ),
        pytest.param({"CALL_LANGUAGE": "fr"}, "CALL_LANGUAGE must be one of", id="language"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, env: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read(tmp_path, **env)


def test_no_address_shows_its_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, PUBLIC_URL="http://me:secret@127.0.0.1")

    assert "secret" not in str(refused.value)


def test_the_simulators_have_the_identity_that_the_bridge_expects(tmp_path: Path) -> None:
    assert ours.SIMULATED_ACCOUNT_SID == theirs.SIMULATED_ACCOUNT_SID
    assert ours.SIMULATED_AGENT_ID == theirs.SIMULATED_AGENT_ID
    assert (
        theirs.SimulatorSettings.from_environment({"DATA_DIR": str(tmp_path)}).phone_number
        == ours.SIMULATED_NUMBER
    )
