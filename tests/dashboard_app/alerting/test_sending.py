"""Alerts by e-mail, through a real mail server: one for several, at once or when the business opens, and never twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from sqlalchemy import update

from dashboard_app.alerting.sending import send_pending
from dashboard_app.mail.context import MailContext
from dashboard_app.mail.settings import MailSettings
from dashboard_app.mail.smtp import MailError
from db.actions.alerts import acknowledge_alert, resolve_alert
from db.actions.organizations import ensure_first_organization, set_setting
from db.actions.users import create_user
from db.alerting import ALERTS_SETTING
from db.database import Database
from db.models import Organization
from db.queries.organizations import Profile, profiles
from db.queries.users import member_of_email
from tests.dashboard_app.alert_rows import budget, faults, opened
from tests.dashboard_app.mail.server import MailServer, mail_server

NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)  # a Wednesday in Manacor
NIGHT = datetime(2026, 11, 18, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 19, 7, 30, tzinfo=UTC)
TONI, MARGA = "toni@taller.example", "marga@taller.example"


@pytest.fixture
def autobox(database: Database) -> Profile:
    with database.transaction() as session:
        ensure_first_organization(session)
        set_setting(session, slug="autobox", name=ALERTS_SETTING, value={"recipients": [TONI, MARGA]})
    with database.reading() as session:
        return profiles(session)[0]


@pytest.fixture
def server() -> Iterator[tuple[MailServer, MailSettings]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def office(database: Database, server: tuple[MailServer, MailSettings]) -> MailContext:
    return MailContext(database, server[1], "https://voz.example.com")


@pytest.fixture
def taken(server: tuple[MailServer, MailSettings]) -> list[EmailMessage]:
    return server[0].taken


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_several_are_one_letter_and_told_once(
    office: MailContext, taken: list[EmailMessage], database: Database, autobox: Profile
) -> None:
    opened(database, autobox.id, faults(NOON - timedelta(hours=3)), NOON)
    opened(database, autobox.id, budget(), NOON)
    assert [send_pending(office, autobox.id, NOON) for _ in range(2)] == [2, 0]

    [letter] = taken
    assert letter["Subject"] == "2 alertas nuevas, 0 terminadas · AutoBox Manacor"
    assert letter["To"] == f"{TONI}, {MARGA}"
    assert "6 de 8 llamadas" in text_of(letter)
    assert "https://voz.example.com/alerts" in text_of(letter)
    html = letter.get_body(("html",))
    assert html is not None
    assert "Las llamadas fallan" in html.get_content()

    with database.transaction() as session:
        resolve_alert(session, organization_id=autobox.id, rule="faults", at=NOON + timedelta(hours=1))
    assert send_pending(office, autobox.id, NOON + timedelta(hours=1)) == 1
    assert taken[1]["Subject"] == "Ya pasó: Las llamadas fallan · AutoBox Manacor"


@pytest.mark.parametrize("house", ["Taller\nBcc: else@evil.example", "Taller\r\nBcc: else@evil.example"])
def test_a_name_with_a_line_break_stops_no_letter_and_adds_no_header(
    office: MailContext, taken: list[EmailMessage], database: Database, autobox: Profile, house: str
) -> None:
    with database.transaction() as session:
        session.execute(update(Organization).values(name=house))
    opened(database, autobox.id, faults(NOON - timedelta(hours=3)), NOON)

    assert send_pending(office, autobox.id, NOON) == 1
    assert taken[0]["Subject"] == "Las llamadas fallan · Taller Bcc: else@evil.example"
    assert taken[0]["Bcc"] is None


def test_at_night_only_what_is_critical(
    office: MailContext, taken: list[EmailMessage], database: Database, autobox: Profile
) -> None:
    opened(database, autobox.id, budget(), NIGHT)
    opened(database, autobox.id, faults(NIGHT - timedelta(hours=3)), NIGHT)

    assert [send_pending(office, autobox.id, at) for at in (NIGHT, NIGHT + timedelta(hours=1), MORNING)] == [
        1,
        0,
        1,
    ]
    assert [one["Subject"].partition(" · ")[0] for one in taken] == [
        "Las llamadas fallan",
        "El presupuesto de análisis con IA está agotado",
    ]


def test_what_came_and_went_at_night_is_one_entry_in_the_morning(
    office: MailContext, taken: list[EmailMessage], database: Database, autobox: Profile
) -> None:
    opened(database, autobox.id, budget(), NIGHT)
    with database.transaction() as session:
        at = NIGHT + timedelta(hours=2)
        resolve_alert(session, organization_id=autobox.id, rule="ai_budget", subject="day", at=at)
    assert [send_pending(office, autobox.id, at) for at in (NIGHT, MORNING, MORNING)] == [0, 1, 0]
    assert "Ya pasó" in text_of(taken[0])


def test_who_has_seen_it_gets_no_letter(
    office: MailContext, taken: list[EmailMessage], database: Database, autobox: Profile
) -> None:
    alert = UUID(opened(database, autobox.id, budget(), NOON))
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="admin", password="a password of the tests")
        ana = member_of_email(session, "ana@example.com")
        assert ana is not None
        assert acknowledge_alert(session, organization_id=autobox.id, alert_id=alert, by=ana[0].id, at=NOON)
    assert send_pending(office, autobox.id, NOON) == 0
    with database.transaction() as session:
        resolve_alert(session, organization_id=autobox.id, rule="ai_budget", subject="day", at=NOON)
    assert send_pending(office, autobox.id, NOON) == 0
    assert taken == []


def test_a_server_that_refuses_is_asked_again(
    office: MailContext, server: tuple[MailServer, MailSettings], database: Database, autobox: Profile
) -> None:
    opened(database, autobox.id, budget(), NOON)
    server[0].refused = {TONI, MARGA}
    with pytest.raises(MailError):
        send_pending(office, autobox.id, NOON)
    server[0].refused = set()
    assert send_pending(office, autobox.id, NOON) == 1
