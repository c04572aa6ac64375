"""`flask doctor` and the mail server."""

import socket

import pytest

from dashboard_app.mail.doctor import examine_mail
from tests.dashboard_app.mail.server import mail_server

AT = {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "MAIL_FROM": "avisos@taller.example"}


def test_a_server_that_would_take_an_email_gets_none() -> None:
    with mail_server() as (server, settings):
        found = examine_mail({**AT, "SMTP_PORT": str(settings.port)})

    assert (found.is_well, server.taken) == (True, [])
    assert "avisos@taller.example" in found.advice


def test_no_server_is_well_and_says_what_does_not_go_out() -> None:
    found = examine_mail({})

    assert found.is_well
    assert "SMTP_HOST" in found.advice


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param({"SMTP_SECURITY": "starttls"}, "SMTPNotSupportedError", id="no encryption"),
        pytest.param({"SMTP_USER": "a", "SMTP_PASSWORD": "b"}, "SMTPNotSupportedError", id="no sign-in"),
    ],
)
def test_a_server_that_cannot_what_we_want_is_told(more: dict[str, str], told: str) -> None:
    with mail_server() as (_, settings):
        found = examine_mail({**AT, "SMTP_PORT": str(settings.port), **more})

    assert not found.is_well
    assert told in found.advice


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # and does not listen
        found = examine_mail({**AT, "SMTP_PORT": str(held.getsockname()[1])})

    assert not found.is_well
    assert "ConnectionRefusedError" in found.advice
