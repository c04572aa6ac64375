"""One's own password: changed by who knows it, and everybody else who was signed in with it is out."""

from typing import Any

import pytest
from flask import Flask, g, session
from flask.testing import FlaskClient

from dashboard_app.pages import settings_password
from db.database import Database
from db.passwords import is_password
from db.queries.users import Member, member_of_email
from tests.dashboard_app.pages.conftest import PASSWORD, sign_up
from tests.dashboard_app.reading import words

NEW = "another of the tests"


@pytest.fixture
def ana(site: Flask, database: Database) -> Member:
    return sign_up(database, "analyst")


def change(site: Flask, who: Member, now: str, new: str) -> tuple[str, dict[str, Any]]:
    """What the page says, and what the cookie is then."""
    with site.test_request_context("/"):
        g.member = who
        told, *_ = settings_password.change(1, now, new)
        return words(told), dict(session)


def test_who_knows_it_changes_it_and_stays(site: Flask, ana: Member, database: Database) -> None:
    browser = signed_in(site, ana)

    told, cookie = change(site, ana, PASSWORD, NEW)

    with database.reading() as reading:
        found = member_of_email(reading, ana.email)
    assert found is not None
    assert told == "Cambiado."
    assert is_password(NEW, found[1])
    assert cookie["stamp"] == found[0].stamp
    assert browser.get("/").location == "/login", "another browser is out"


def signed_in(site: Flask, who: Member) -> FlaskClient:
    browser = site.test_client()
    assert browser.post("/login", data={"email": who.email, "password": PASSWORD}).status_code == 303
    return browser


@pytest.mark.parametrize(
    ("now", "new", "said"),
    [
        pytest.param("a guess", NEW, "La contraseña actual no es correcta.", id="not known"),
        pytest.param(PASSWORD, "short", "La contraseña nueva es demasiado corta", id="too short"),
        pytest.param("", "", "La contraseña nueva es demasiado corta", id="nothing"),
    ],
)
def test_what_cannot_be_changed_stays(
    site: Flask, ana: Member, database: Database, now: str, new: str, said: str
) -> None:
    told, cookie = change(site, ana, now, new)

    with database.reading() as reading:
        found = member_of_email(reading, ana.email)
    assert said in told
    assert cookie == {}
    assert found is not None
    assert is_password(PASSWORD, found[1])


def test_nobody_guesses_at_it_for_long(site: Flask, ana: Member) -> None:
    for _ in range(8):
        change(site, ana, "a guess", NEW)

    assert "Demasiados intentos" in change(site, ana, PASSWORD, NEW)[0]
