"""Into the own account without an administrator, in a browser without JavaScript: ask, read the e-mail, choose, come in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from rq import Queue, SimpleWorker

from db.actions.password_links import FORGOTTEN_LIVES, make_link
from db.queries.users import active_user_of_email
from tests.dashboard_app.mail.server import MailServer, mail_server
from tests.e2e.conftest import SITE_EMAIL, SITE_PASSWORD, opened
from tests.waiting import eventually
from workers import runtime
from workers.queue import DEFAULT, JobQueue

NEW = "chosen by its owner"


@pytest.fixture
def post(site: str, site_server: Flask, environment: dict[str, str]) -> Iterator[MailServer]:
    """A mail server that the site and its worker know."""
    known = replace(site_server.extensions["dashboard_settings"], sends_mail=True)
    site_server.extensions["dashboard_settings"] = known
    with mail_server() as (server, mail):
        names = {"SMTP_HOST": mail.host, "SMTP_PORT": str(mail.port), "SMTP_SECURITY": "none"}
        runtime.configure({**environment, **names, "MAIL_FROM": mail.sender, "PUBLIC_URL": site})
        yield server


@pytest.fixture
def stranger(browser: Browser, site: str) -> Iterator[Page]:
    """Whose console may complain: a link that is good no more is a 404."""
    context = browser.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


def send_letters(site_server: Flask) -> None:
    """Once there is one to send: what a page says may be of the one before."""
    jobs: JobQueue = site_server.extensions["job_queue"]
    queue = Queue(DEFAULT, connection=jobs.redis)
    assert eventually(lambda: queue.count)
    SimpleWorker([queue], connection=jobs.redis).work(burst=True, logging_level="WARNING")


def link_in(server: MailServer) -> str:
    body = server.taken[-1].get_body(("plain",))
    assert body is not None
    [found] = re.findall(r"http\S+/new-password\S+", str(body.get_content()))
    return str(found)


def test_from_a_forgotten_password_into_the_account(
    stranger: Page, site_server: Flask, post: MailServer
) -> None:
    referrers: list[str] = []
    stranger.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    stranger.goto("/login")
    stranger.get_by_role("link", name="He olvidado mi contraseña").click()
    stranger.get_by_label("Correo electrónico").fill(SITE_EMAIL)
    stranger.get_by_role("button", name="Enviarme el enlace").click()
    expect(stranger.get_by_role("heading", name="Mire su correo")).to_be_visible()
    send_letters(site_server)
    link = link_in(post)

    stranger.goto(link)
    assert stranger.get_by_label("Correo electrónico").input_value() == SITE_EMAIL
    stranger.get_by_label("Contraseña nueva").fill(NEW)
    stranger.get_by_role("button", name="Guardar y entrar").click()
    expect(stranger).to_have_url(re.compile(r"/$"))

    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Este enlace ya no sirve")).to_be_visible()
    assert not [one for one in referrers if "link=" in one]
    for password, leads in ((SITE_PASSWORD, "/login"), (NEW, "/")):
        stranger.context.clear_cookies()
        stranger.goto("/login")
        stranger.get_by_label("Correo electrónico").fill(SITE_EMAIL)
        stranger.get_by_label("Contraseña").fill(password)
        stranger.get_by_role("button", name="Entrar").click()
        expect(stranger).to_have_url(re.compile(rf"{leads}$"))


def test_an_administrator_invites_somebody(
    desk_page: Page, stranger: Page, site_server: Flask, post: MailServer
) -> None:
    desk_page.goto("/settings#people")
    desk_page.locator("#people-email").fill("pep@autobox.example")
    expect(desk_page.get_by_label("Primera contraseña")).to_have_value("invited")
    desk_page.locator("#people-add").click()
    expect(desk_page.locator("#people-told")).to_contain_text("está en camino")
    row = desk_page.get_by_role("row", name="pep@autobox.example")
    expect(row).to_contain_text("aún sin contraseña")
    send_letters(site_server)
    row.get_by_role("button", name="Enviar la invitación otra vez").click()
    expect(desk_page.locator("#people-told")).to_contain_text("está en camino")
    send_letters(site_server)
    assert [letter["To"] for letter in post.taken] == ["pep@autobox.example"] * 2

    stranger.goto(link_in(post))
    stranger.get_by_label("Contraseña nueva").fill(NEW)
    stranger.get_by_role("button", name="Guardar y entrar").click()
    expect(stranger).to_have_url(re.compile("/today$"))


def test_an_open_page_of_the_account_has_to_sign_in_again(
    browser: Browser, site: str, site_server: Flask
) -> None:
    """A link of the console, where no e-mail can be sent; no choice is offered there."""
    page = opened(browser, site).new_page()  # not watched: the browser complains of the refusal
    page.goto("/settings#people")
    expect(page.locator("#people-add")).to_be_visible()
    expect(page.get_by_label("Primera contraseña")).to_be_hidden()
    with site_server.extensions["database"].transaction() as session:
        owner = active_user_of_email(session, SITE_EMAIL)
        assert owner is not None
        token = make_link(session, user_id=owner, lives=FORGOTTEN_LIVES, now=datetime.now(UTC))
    client = site_server.test_client()
    assert client.post("/new-password", data={"link": token, "password": NEW}).status_code == 303

    page.goto("/calls")
    expect(page).to_have_url(re.compile("/login"))
    page.context.close()
