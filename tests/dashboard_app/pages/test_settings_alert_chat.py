"""The chat for alerts on the settings page: entered, tried, taken away, and its address never shown."""

from typing import Any

import pytest
from sqlalchemy import func, update

from dashboard_app.pages import settings, settings_alert_chat
from db.database import Database
from db.models import WebhookDelivery, WebhookEndpoint
from db.queries.users import Member
from tests.dashboard_app.reading import with_id, words

URL = "https://hooks.slack.com/services/T000/B000/very-secret"


def press(step: str, typed: str = "") -> tuple[Any, bool]:
    return settings_alert_chat.done(step, typed)


@pytest.fixture
def kept(admin: Member) -> None:
    press("save", URL)


def test_it_is_kept_and_only_its_host_is_shown(kept: None, admin: Member) -> None:
    page = settings.layout()
    assert "https://hooks.slack.com/…" in words(page)
    assert "hooks.slack.com" in words(settings.changes())
    assert "very-secret" not in str(page) + str(settings.changes())
    assert with_id(page, settings_alert_chat.ADDRESS).value == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "No es una dirección"),
        ("http://hooks.slack.com/services/x", "debe empezar por https://"),
        ("https://169.254.169.254/latest", "red privada"),
        ("https://10.0.0.1/", "red privada"),
        ("https://a:b@hooks.slack.com/", "Sin nombre ni contraseña"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    admin: Member, database: Database, typed: str, said: str
) -> None:
    told, is_taken = press("save", typed)
    assert said in words(told)
    assert not is_taken
    with database.reading() as session:
        assert session.query(WebhookEndpoint).count() == 0


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [("delivered", 200, "La prueba ha llegado"), ("given_up", 404, "La prueba no llegó (404)")],
)
def test_a_test_is_followed_until_something_came_of_it(
    kept: None, database: Database, state: str, status: int, said: str
) -> None:
    assert "va de camino" in words(press("test")[0])
    assert settings_alert_chat.came_of_it() is None
    with database.transaction() as session:
        session.execute(
            update(WebhookDelivery).values(state=state, response_status=status, next_attempt_at=None)
        )
    assert said in words(settings_alert_chat.came_of_it())


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("secret", "se cambió SECRET_KEY. Vuelva a escribirla."),
        ("gone", "Escriba una nueva."),
        ("failing", "Vuelva a escribir su dirección, o una nueva."),
    ],
)
def test_a_chat_that_is_off_says_how_to_begin_anew(
    kept: None, database: Database, why: str, said: str
) -> None:
    with database.transaction() as session:
        session.execute(update(WebhookEndpoint).values(disabled_at=func.now(), disabled_why=why))
    assert said in words(settings_alert_chat.state())
    press("save", URL)
    assert said not in words(settings_alert_chat.state())


def test_another_takes_its_place_and_it_is_taken_away(kept: None, database: Database) -> None:
    press("save", "https://chat.example.com/hooks/abc")
    with database.reading() as session:
        assert [row.url for row in session.query(WebhookEndpoint)] == ["https://chat.example.com"]
    assert "Quitado" in words(press("remove")[0])
    assert settings_alert_chat.state() is None
    for step in ("test", "remove", "else"):
        assert "Ya no hay chat" in words(press(step)[0])


def test_who_may_only_look_sees_no_chat(kept: None, admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "is_admin", lambda: False)
    assert "Alertas en un chat" not in words(settings.layout())
