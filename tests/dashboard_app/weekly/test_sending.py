"""The e-mail of Monday, through a real mail server."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfoNotFoundError

import pytest
from sqlalchemy import select, update

from dashboard_app.mail.context import MailContext
from dashboard_app.mail.settings import MailSettings
from dashboard_app.weekly.sending import is_due, send_all, send_due
from db.actions.founding import create_organization
from db.actions.organizations import set_setting
from db.actions.reports import MAX_ATTEMPTS
from db.database import Database
from db.environment import ConfigurationError
from db.models import Organization, ReportDelivery
from db.queries.organizations import Profile
from db.reporting import REPORTS_SETTING
from tests.dashboard_app.mail import server as post
from tests.dashboard_app.mail.server import MailServer
from tests.dashboard_app.weekly.conftest import MONDAY_AT_SEVEN

OWNER = "Toni@taller.example"


@pytest.fixture
def mail_server() -> Iterator[tuple[MailServer, MailSettings]]:
    with post.mail_server() as found:
        yield found


@pytest.fixture
def office(
    database: Database, mail_server: tuple[MailServer, MailSettings], autobox: Profile
) -> tuple[MailContext, MailServer]:
    with database.transaction() as session:
        rules = {"recipients": [OWNER]}
        assert set_setting(session, slug=autobox.slug, name=REPORTS_SETTING, value=rules)
    handler, mail = mail_server
    return MailContext(database, mail, "https://voz.example.com"), handler


def delivery(database: Database) -> ReportDelivery:
    with database.reading() as session:
        found = session.scalars(select(ReportDelivery)).one()
        session.expunge(found)
    return found


@pytest.mark.usefixtures("week_of_calls")
def test_it_goes_out_once_however_often_the_clock_asks(office: tuple[MailContext, MailServer]) -> None:
    desk, handler = office

    assert [send_all(desk, MONDAY_AT_SEVEN) for _ in range(3)] == [1, 0, 0]

    (message,) = handler.taken
    body = message.get_body(("plain",))
    assert body is not None
    assert "Tres llamadas para escuchar".upper() in body.get_content()
    assert "https://voz.example.com/monday?week=2026-W47" in body.get_content()
    page = message.get_body(("html",))
    assert page is not None
    shown = page.get_content()
    for words in ("Tres llamadas para escuchar", "Colgó sin ser atendido", "57\xa0%", "Cómo se elige"):
        assert words in unescape(shown)
    assert 'href="https://voz.example.com/analysis/' in shown
    assert re.findall(r"<(?:img|link|script)|url\(|src=", shown) == []
    assert message["Subject"].startswith("AutoBox Manacor: la semana en una página")
    assert message["To"] == OWNER
    files = [(part.get_filename(), part.get_content()[:5]) for part in message.iter_attachments()]
    assert files == [("2026-W47.pdf", b"%PDF-")]


def test_a_server_that_refuses_is_asked_again_and_not_for_ever(
    office: tuple[MailContext, MailServer], database: Database
) -> None:
    desk, handler = office
    handler.refused.add(OWNER)

    assert [send_all(desk, MONDAY_AT_SEVEN) for _ in range(2)] == [0, 0]
    assert delivery(database).attempts == 2
    assert "550" in str(delivery(database).error)

    handler.refused.clear()
    assert send_all(desk, MONDAY_AT_SEVEN) == 1
    assert (delivery(database).sent_at, delivery(database).error) == (MONDAY_AT_SEVEN, None)


def test_a_server_that_is_away_is_given_up(
    office: tuple[MailContext, MailServer], database: Database
) -> None:
    desk, _ = office
    away = replace(desk, mail=replace(desk.mail, port=1))

    send_all(away, MONDAY_AT_SEVEN)
    with database.transaction() as session:
        session.execute(update(ReportDelivery).values(attempts=MAX_ATTEMPTS))

    assert send_all(desk, MONDAY_AT_SEVEN) == 0
    assert (delivery(database).sent_at, delivery(database).attempts) == (None, MAX_ATTEMPTS)


def test_an_organization_that_breaks_us_keeps_nobody_from_theirs(
    office: tuple[MailContext, MailServer], database: Database, autobox: Profile
) -> None:
    desk, handler = office
    with database.transaction() as session:
        other = create_organization(
            session, slug="other", name="Other", sector="workshop", timezone="Europe/Madrid", language="es"
        )
        session.execute(
            update(Organization)
            .where(Organization.id == autobox.id)
            .values(timezone="Nowhere/At_All", created_at=datetime(2020, 1, 1, tzinfo=UTC))
        )
        session.execute(
            update(Organization)
            .where(Organization.id == other)
            .values(settings={REPORTS_SETTING: {"recipients": [OWNER]}})
        )

    with pytest.raises(ZoneInfoNotFoundError):
        send_all(desk, MONDAY_AT_SEVEN)

    assert [message["To"] for message in handler.taken] == [OWNER]


def test_nobody_gets_what_nobody_asked_for(
    office: tuple[MailContext, MailServer], database: Database
) -> None:
    desk, handler = office
    with database.transaction() as session:
        set_setting(session, slug="autobox", name=REPORTS_SETTING, value=None)

    assert send_all(desk, MONDAY_AT_SEVEN) == 0
    assert handler.taken == []


def test_without_a_mail_server_nothing_is_begun() -> None:
    assert send_due({}) == 0


@pytest.mark.parametrize(
    ("local", "due"),
    [
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 7, 0, tzinfo=UTC), False),
    ],
)
def test_mondays_from_seven_on(local: datetime, due: bool) -> None:
    assert is_due(local) is due


def test_settings_name_what_is_wrong() -> None:
    assert MailSettings.from_environment({}) is None
    found = MailSettings.from_environment({"SMTP_HOST": "mail", "SMTP_USER": "a@b.example"})
    assert found is not None
    assert (found.port, found.sender, found.security) == (587, "a@b.example", "starttls")
    with pytest.raises(ConfigurationError, match="MAIL_FROM"):
        MailSettings.from_environment({"SMTP_HOST": "mail"})
    with pytest.raises(ConfigurationError, match="SMTP_SECURITY"):
        MailSettings.from_environment(
            {"SMTP_HOST": "mail", "SMTP_SECURITY": "yes", "MAIL_FROM": "a@b.example"}
        )
