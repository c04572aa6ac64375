"""The e-mails with links, through a real mail server: to whom, how many, in which language, and what is kept of one that was refused."""

import re
import threading
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest
from flask import Flask
from rq import Queue, SimpleWorker

from dashboard_app.mail.context import MailContext
from dashboard_app.mail.settings import MailSettings
from dashboard_app.mail.smtp import MailError
from dashboard_app.password_links import sending
from dashboard_app.password_links.sending import send_forgotten, send_invitation
from db.actions.members import add_member
from db.actions.organizations import ensure_first_organization
from db.actions.password_links import MOST_IN_A_WHILE, owner_of_link
from db.database import Database
from db.environment import ConfigurationError
from db.queries.users import active_user_of_email
from tests.dashboard_app.mail.server import MailServer
from tests.dashboard_app.password_links.conftest import (
    ANA,
    BASE,
    NEW,
    ask,
    link_in,
    text_of,
    token_in,
)
from workers import runtime
from workers.queue import DEFAULT


def test_an_invitation_speaks_for_the_business_and_lives_a_week(
    office: MailContext, taken: list[EmailMessage], database: Database, ana: UUID, server: Flask
) -> None:
    with database.transaction() as session:
        house = ensure_first_organization(session)
        pep = add_member(
            session, organization_id=house, by=ana, email="pep@x.example", role="staff", password=None
        )
    now = datetime.now(UTC)
    assert send_invitation(office, pep, now)
    assert send_invitation(office, pep, now), "and again, as often as an administrator wants"

    first, second = taken
    assert first["Subject"] == "Le han invitado a AutoBox · AutoBox Manacor"
    assert first["To"] == "pep@x.example"
    assert "AutoBox Manacor le da acceso" in text_of(first)
    assert re.findall(r"<(?:img|link|script)|url\(|src=", text_of(first, "html")) == []
    with database.reading() as session:
        assert owner_of_link(session, token_in(link_in(first)), now + timedelta(days=6.9))
        assert not owner_of_link(session, token_in(link_in(second)), now + timedelta(days=7))
    browser = server.test_client()
    assert browser.get(link_in(first)).status_code == 200
    browser.post("/new-password", data={"link": token_in(link_in(first)), "password": NEW})
    assert browser.get("/calls").status_code == 200
    assert browser.get(link_in(second)).status_code == 404
    assert not send_invitation(office, pep, now), "who has a password needs no invitation"


def test_nobody_is_written_to_who_is_not_there(office: MailContext, taken: list[EmailMessage]) -> None:
    assert not send_forgotten(office, uuid4(), "es", datetime.now(UTC))
    assert not send_invitation(office, uuid4(), datetime.now(UTC))
    assert taken == []


def test_a_mailbox_is_not_flooded_and_every_link_works(
    office: MailContext, taken: list[EmailMessage], ana: UUID, server: Flask
) -> None:
    sent = [send_forgotten(office, ana, "es", datetime.now(UTC)) for _ in range(MOST_IN_A_WHILE + 2)]

    assert sent == [True] * MOST_IN_A_WHILE + [False] * 2
    assert [server.test_client().get(link_in(one)).status_code for one in taken] == [200] * MOST_IN_A_WHILE


def test_of_many_at_once_no_more_are_sent(office: MailContext, taken: list[EmailMessage], ana: UUID) -> None:
    now = datetime.now(UTC)
    threads = [
        threading.Thread(target=send_forgotten, args=(office, ana, "es", now))
        for _ in range(MOST_IN_A_WHILE + 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(taken) == MOST_IN_A_WHILE


def test_a_refused_e_mail_fails_its_job_without_naming_anybody(
    office: MailContext, post: tuple[MailServer, MailSettings], ana: UUID
) -> None:
    post[0].refused = {ANA}
    with pytest.raises(MailError) as refused:
        send_forgotten(office, ana, "es", datetime.now(UTC))
    assert "550" in str(refused.value)
    assert ANA not in str(refused.value)
    assert refused.value.__suppress_context__, "nor does what is kept of the failure"

    post[0].refused = set()
    assert send_forgotten(office, ana, "es", datetime.now(UTC))


@pytest.mark.parametrize(
    ("language", "subject"), [("de", "Ein neues Passwort"), ("xx", "Una contraseña nueva")]
)
def test_the_letter_speaks_as_the_page_did(
    office: MailContext, taken: list[EmailMessage], ana: UUID, language: str, subject: str
) -> None:
    send_forgotten(office, ana, language, datetime.now(UTC))

    assert taken[0]["Subject"].startswith(subject)


def test_a_worker_without_a_mail_server_fails_aloud(environment: dict[str, str], ana: UUID) -> None:
    with pytest.raises(ConfigurationError, match="SMTP_HOST"):
        sending.send_link(environment, ana, "es")


def test_a_worker_sends_what_was_asked_for(
    server: Flask, post: tuple[MailServer, MailSettings], environment: dict[str, str], ana: UUID
) -> None:
    mail = post[1]
    runtime.configure(
        {
            **environment,
            "SMTP_HOST": mail.host,
            "SMTP_PORT": str(mail.port),
            "SMTP_SECURITY": "none",
            "MAIL_FROM": mail.sender,
            "PUBLIC_URL": BASE,
        }
    )
    ask(server, ANA)
    ask(server, "nobody@example.com")
    queue = Queue(DEFAULT, connection=server.extensions["job_queue"].redis)

    SimpleWorker([queue], connection=queue.connection).work(burst=True, logging_level="WARNING")

    assert [letter["To"] for letter in post[0].taken] == [ANA]
    assert len(queue.failed_job_registry) == 0
    assert server.test_client().get(link_in(post[0].taken[0])).status_code == 200
    with server.extensions["database"].reading() as session:
        assert active_user_of_email(session, ANA) == ana
