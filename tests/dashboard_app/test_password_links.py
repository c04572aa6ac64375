"""People get into their account by a link: the pages without JavaScript, the e-mails through a real mail server, and what nobody learns."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rq import Queue, SimpleWorker
from sqlalchemy import update
from werkzeug.test import TestResponse

import dashboard_app
from dashboard_app.password_links import sending
from dashboard_app.password_links.sending import MailContext, send_forgotten, send_invitation
from dashboard_app.settings import DashboardSettings
from dashboard_app.weekly.mail_settings import MailSettings
from dashboard_app.weekly.smtp import MailError
from db.actions.members import add_member
from db.actions.organizations import ensure_first_organization
from db.actions.password_links import FORGOTTEN_LIVES, MOST_IN_A_WHILE, make_link, owner_of_link
from db.actions.users import create_user
from db.database import Database
from db.environment import ConfigurationError
from db.models import User
from db.passwords import is_password
from db.queries.users import active_user_of_email, member_of_email
from tests.dashboard_app.conftest import PASSWORD, Person
from tests.dashboard_app.mail_server import MailServer, mail_server
from workers import runtime
from workers.queue import DEFAULT, JobQueue
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


# What is asked for


ACCOUNTS = {
    "of an account": ANA,
    "of nobody": "nobody@example.com",
    "with other letters": ANA.upper(),
    "no address": "'><script>",
    "a byte that the database does not take": "a\x00na@example.com",
}


@pytest.mark.parametrize("case", ACCOUNTS)
def test_every_account_gets_the_same_answer_and_the_same_job(server: Flask, ana: UUID, case: str) -> None:
    answer = ask(server, ACCOUNTS[case])
    [job] = Queue(DEFAULT, connection=server.extensions["job_queue"].redis).get_jobs()

    said = re.sub(r"\s+", " ", unescape(answer.text)).replace(ACCOUNTS[case], "…")
    assert answer.status_code == 200
    assert "Si … tiene cuenta aquí" in said
    assert "<script>" not in answer.text
    assert job.func_name == "workers.jobs.send_password_link"
    assert [UUID(job.args[0]) == ana, job.args[1]] == [ACCOUNTS[case].lower() == ANA, "es"]
    assert "example.com" not in str(job.to_dict()), "jobs carry ids only"


def test_of_a_disabled_account_nobody_learns(server: Flask, ana: UUID, database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(User).where(User.id == ana).values(is_active=False))
    assert "tiene cuenta aquí" in ask(server, ANA).text
    [job] = Queue(DEFAULT, connection=server.extensions["job_queue"].redis).get_jobs()
    assert UUID(job.args[0]) != ana


def test_asking_is_limited_as_guessing_is_and_beside_it(server: Flask, ana: UUID) -> None:
    for _ in range(8):
        assert ask(server, "x@example.com").status_code == 200
    answer = ask(server, "X@example.com")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert ask(server, ANA).status_code == 200
    signed_in(server)  # asking does not count as guessing


def test_who_guessed_too_often_may_still_ask(server: Flask, ana: UUID) -> None:
    for _ in range(9):
        last = server.test_client().post("/login", data={"email": ANA, "password": "wrong"})
    assert last.status_code == 429

    assert ask(server, ANA, "127.0.0.1").status_code == 200


def test_without_a_queue_one_is_told_to_try_again(server: Flask, ana: UUID) -> None:
    server.extensions["job_queue"].close()
    server.extensions["job_queue"] = JobQueue("unix:///nowhere.sock")

    assert [ask(server, email).status_code for email in (ANA, "nobody@example.com")] == [503, 503]


@pytest.mark.parametrize("sends_mail", [True, False])
def test_a_way_is_offered_only_where_there_is_one(
    database: Database, dashboard_settings: DashboardSettings, sends_mail: bool
) -> None:
    server = Flask("offered", static_folder=None)
    dashboard_app.init_plumbing(server, replace(dashboard_settings, sends_mail=sends_mail), database)
    client = server.test_client()
    login, asking, worthless = (
        unescape(client.get(path).text) for path in ("/login", "/forgotten-password", "/new-password?link=x")
    )
    posted = unescape(client.post("/forgotten-password", data={"email": ANA}).text) if not sends_mail else ""
    server.extensions["live_hub"].stop()

    assert ('href="/forgotten-password"' in login) is sends_mail
    assert ("He olvidado mi contraseña" in login) is sends_mail
    assert ("Quien administra AutoBox" in login) is not sends_mail
    assert ("<form" in asking) is sends_mail
    assert ("Quien administra AutoBox" in asking) is not sends_mail
    assert ('href="/forgotten-password"' in worthless) is sends_mail
    assert ("Este servidor no envía correos" in posted) is not sends_mail


# What the jobs send


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
