"""A link sets the password of its owner, once, in a browser without JavaScript, and nothing on the way learns it."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask

from dashboard_app.mail.context import MailContext
from dashboard_app.password_links.sending import send_forgotten
from db.actions.password_links import FORGOTTEN_LIVES
from db.database import Database
from tests.dashboard_app.conftest import Person
from tests.dashboard_app.password_links.conftest import (
    ANA,
    NEW,
    ask,
    has_password,
    link_in,
    link_of,
    signed_in,
    token_in,
)


def test_from_a_forgotten_password_to_the_first_page(
    server: Flask, office: MailContext, taken: list[EmailMessage], ana: UUID, database: Database
) -> None:
    elsewhere, here = signed_in(server), server.test_client()
    assert send_forgotten(office, ana, "ca", datetime.now(UTC))
    [letter] = taken

    page = here.get(link_in(letter))
    answer = here.post("/new-password", data={"link": token_in(link_in(letter)), "password": NEW})

    assert 'lang="ca"' in page.text, "the page speaks as the e-mail did"
    assert ANA in page.text
    assert (answer.status_code, answer.location) == (303, "/today")
    assert here.get("/calls").status_code == 200, "signed in"
    assert elsewhere.get("/calls").status_code == 302, "every other browser is out"
    assert has_password(database, NEW)
    assert here.get(link_in(letter)).status_code == 404, "good once"
    again = here.post("/new-password", data={"link": token_in(link_in(letter)), "password": "another one"})
    assert again.status_code == 404
    assert has_password(database, NEW)


def test_looking_at_a_link_does_not_use_it(server: Flask, ana: UUID, database: Database) -> None:
    """Mail programs look before their readers do."""
    token = link_of(database, ana)

    assert [server.test_client().get(f"/new-password?link={token}").status_code for _ in range(3)] == [
        200
    ] * 3
    assert server.test_client().head(f"/new-password?link={token}").status_code == 200


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_a_password_that_is_no_good_is_asked_for_again(
    server: Flask, ana: UUID, database: Database, password: str
) -> None:
    token = link_of(database, ana)

    answer = server.test_client().post("/new-password", data={"link": token, "password": password})

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert f'value="{token}"' in answer.text, "and the link is still good"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("token", ["", "guessed", "\x00", "'><script>"])
def test_what_is_no_link_says_so(server: Flask, ana: UUID, token: str) -> None:
    for answer in (
        server.test_client().get("/new-password", query_string={"link": token}),
        server.test_client().post("/new-password", data={"link": token, "password": NEW}),
    ):
        assert answer.status_code == 404
        assert "Este enlace ya no sirve" in answer.text
        assert "<script>" not in answer.text


def test_an_old_link_leads_to_another(server: Flask, ana: UUID, database: Database) -> None:
    token = link_of(database, ana, ago=FORGOTTEN_LIVES)

    assert 'href="/forgotten-password"' in server.test_client().get(f"/new-password?link={token}").text


def test_nothing_on_the_way_keeps_the_address(server: Flask, ana: UUID, database: Database) -> None:
    token = link_of(database, ana)
    page = server.test_client().get(f"/new-password?link={token}")
    answer = server.test_client().post("/new-password", data={"link": token, "password": NEW})

    for one in (page, answer):
        assert one.headers["Referrer-Policy"] == "strict-origin"
        assert one.headers["Cache-Control"] == "no-store"
        assert token not in str(one.headers.get("Location"))
    assert "http" not in re.sub(r'content="[^"]*"', "", page.text), "leads to no other site"


def test_the_log_names_no_token_and_no_address(
    server: Flask,
    office: MailContext,
    ana: UUID,
    taken: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("CRITICAL", logger="mail.log")  # what the test's mail server says is not ours
    caplog.set_level("DEBUG", logger="dashboard_app")
    ask(server, ANA)
    send_forgotten(office, ana, "es", datetime.now(UTC))
    token = token_in(link_in(taken[0]))
    server.test_client().get(f"/new-password?link={token}")
    server.test_client().post("/new-password", data={"link": token, "password": NEW})

    assert "password set by a link" in caplog.text
    assert token not in caplog.text
    assert ANA not in caplog.text


@pytest.mark.parametrize("role", [None, "admin"])
def test_a_link_counts_whoever_is_signed_in_here(
    server: Flask, ana: UUID, database: Database, alicia: Person, role: str | None
) -> None:
    browser = alicia.client if role else server.test_client()

    answer = browser.post(
        "/new-password", data={"link": link_of(database, ana), "password": NEW, "next": "//evil.example.com"}
    )

    assert answer.location == "/today", "and leads to no other site"
    assert browser.get("/jobs/").status_code == 403, "signed in as its owner, not as the administrator"


def test_a_foreign_page_cannot_send_the_forms(server: Flask, ana: UUID, database: Database) -> None:
    foreign = {"Origin": "https://evil.example.com"}
    data = {"link": link_of(database, ana), "password": NEW}

    assert server.test_client().post("/new-password", data=data, headers=foreign).status_code == 403
    assert server.test_client().post("/forgotten-password", data={}, headers=foreign).status_code == 403
