"""Settings are read once, and what is wrong is named."""

from pathlib import Path

import pytest

from dashboard_app.settings import DashboardSettings
from db.environment import ConfigurationError
from db.loopback import is_loopback

SECRET = "x" * 40


def read(tmp_path: Path, **env: str) -> DashboardSettings:
    return DashboardSettings.from_environment(env, redis_url="redis://localhost", data_dir=tmp_path)


def test_a_machine_of_ones_own_needs_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert (settings.public_url, settings.is_encrypted) == ("http://127.0.0.1:8050", False)
    assert len(settings.secret_key) >= 32
    assert read(tmp_path).secret_key == settings.secret_key


def test_behind_a_proxy(tmp_path: Path) -> None:
    settings = read(tmp_path, PUBLIC_URL="https://voice.example.com", SECRET_KEY=SECRET, TRUSTED_PROXIES="1")

    assert (settings.public_host, settings.is_encrypted, settings.trusted_proxies) == (
        "voice.example.com",
        True,
        1,
    )


@pytest.mark.parametrize(
    ("env", "message"),
    [
        pytest.param({"PUBLIC_URL": "https://voice.example.com"}, "SECRET_KEY is not set", id="no secret"),
        pytest.param({"SMTP_HOST": "mail.example.com"}, "MAIL_FROM is not set", id="e-mails from nobody"),
        pytest.param(
            {"SECRET_KEY": "short", "PUBLIC_URL": "https://v.example"},
            "SECRET_KEY must have at",
            id="short secret",
        ),
        pytest.param(
            {"PUBLIC_URL": "voice.example.com"}, "PUBLIC_URL must be an absolute URL", id="no scheme"
        ),
        pytest.param({"PORT": "0"}, "PORT must be between", id="port"),
        pytest.param({"LIVE_SOCKETS": "many"}, "LIVE_SOCKETS must be a number", id="sockets"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, env: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read(tmp_path, **env)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("http://127.0.0.1:8050", True, id="loopback"),
        pytest.param("http://[::1]:8050", True, id="loopback of IPv6"),
        pytest.param("http://localhost", True, id="its name"),
        pytest.param("http://127.0.0.1.example.com", False, id="a name that only begins so"),
        pytest.param("10.0.0.1", False, id="private"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_loopback(address: str, expected: bool) -> None:
    assert is_loopback(address) is expected
