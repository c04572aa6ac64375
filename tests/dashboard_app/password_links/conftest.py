"""A site that sends e-mails, Ana who has an account, and a real mail server."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import dashboard_app
from dashboard_app.mail.context import MailContext
from dashboard_app.mail.settings import MailSettings
from dashboard_app.settings import DashboardSettings
from db.actions.password_links import FORGOTTEN_LIVES, make_link
from db.actions.users import create_user
from db.database import Database
from db.passwords import is_password
from db.queries.users import member_of_email
from tests.dashboard_app.conftest import PASSWORD
from tests.dashboard_app.mail.server import MailServer, mail_server
from workers.settings import WorkerSettings

ANA, NEW = "ana@example.com", "chosen by its owner"
BASE = "https://voz.example.com"


@pytest.fixture
def dashboard_settings(dashboard_settings: DashboardSettings) -> DashboardSettings:
    return replace(dashboard_settings, sends_mail=True)


@pytest.fixture
def server(server: Flask, environment: dict[str, str]) -> Iterator[Flask]:
    dashboard_app.init_jobs(server, WorkerSettings.from_environment(environment))
    yield server
    server.extensions["job_queue"].close()


@pytest.fixture
def ana(database: Database) -> UUID:
    with database.transaction() as session:
        return create_user(session, email=ANA, role="staff", password=PASSWORD)


@pytest.fixture
def post() -> Iterator[tuple[MailServer, MailSettings]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def office(database: Database, post: tuple[MailServer, MailSettings]) -> MailContext:
    return MailContext(database, post[1], BASE)


@pytest.fixture
def taken(post: tuple[MailServer, MailSettings]) -> list[EmailMessage]:
    return post[0].taken


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    """Its address, which stands in both parts."""
    [found] = re.findall(rf"{BASE}(/new-password\S+)", text_of(message))
    assert f'href="{BASE}{found}"' in unescape(text_of(message, "html"))
    return str(found)


def token_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["link"][0]


def link_of(database: Database, user_id: UUID, ago: timedelta = timedelta()) -> str:
    with database.transaction() as session:
        return make_link(session, user_id=user_id, lives=FORGOTTEN_LIVES, now=datetime.now(UTC) - ago)


def ask(server: Flask, email: str, address: str = "10.0.0.1") -> TestResponse:
    return server.test_client().post(
        "/forgotten-password", data={"email": email}, environ_base={"REMOTE_ADDR": address}
    )


def signed_in(server: Flask) -> FlaskClient:
    browser = server.test_client()
    assert browser.post("/login", data={"email": ANA, "password": PASSWORD}).status_code == 303
    return browser


def has_password(database: Database, password: str) -> bool:
    with database.reading() as session:
        found = member_of_email(session, ANA)
    assert found is not None
    return is_password(password, found[1])
