"""The web half in this process, and a browser before it."""

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from werkzeug.serving import make_server

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.actions.users import create_user
from db.database import Database
from workers.settings import WorkerSettings

SITE_EMAIL, SITE_PASSWORD = "ana@autobox.example", "a good password"
expect.set_options(timeout=90_000)  # of an event that is awaited: a busy machine is slow, not wrong
CUT = ("WebSocket connection to", "ERR_CONNECTION_REFUSED", "Failed to fetch")
BY_A_PROXY = ("(Bad Gateway)", "(Service Unavailable)", "(Gateway Timeout)")
NOISE = (*CUT, *BY_A_PROXY)  # of tests that cut the line


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
    ]
    return {"executable_path": shutil.which("chromium"), "args": [*quiet, "--disable-component-update"]}


def watched(context: BrowserContext) -> Iterator[Page]:
    """A page that must not complain in its console."""
    complaints: list[str] = []
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.on("console", lambda message: complaints.extend(complaint(message)))
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
    yield page
    context.close()
    assert complaints == []


def complaint(message: ConsoleMessage) -> list[str]:
    is_noise = any(noise in message.text for noise in NOISE)
    where = message.location.get("url", "")
    return [f"{message.text} {where}"] if message.type == "error" and not is_noise else []


@pytest.fixture
def site_server() -> Flask:
    """What stands behind `site`."""
    return Flask("tests", static_folder=None)


@pytest.fixture
def site(database: Database, environment: dict[str, str], site_server: Flask) -> Iterator[str]:
    """The web half on a port of its own."""
    with database.transaction() as session:
        create_user(session, email=SITE_EMAIL, role="admin", password=SITE_PASSWORD)
    server = site_server
    listener = make_server("127.0.0.1", 0, server, threaded=True)
    url = f"http://127.0.0.1:{listener.server_port}"
    settings = DashboardSettings(secret_key="s" * 40, public_url=url, redis_url=database.settings.redis_url)
    dashboard_app.init_jobs(server, WorkerSettings.from_environment(environment))
    dashboard_app.init_plumbing(server, settings, database)
    dashboard_app.init_pages(server)
    Thread(target=listener.serve_forever, daemon=True).start()
    yield url
    server.extensions["job_queue"].close()
    server.extensions["live_hub"].stop()
    server.extensions["live_hub"].wait_stopped(5)
    listener.shutdown()
    listener.server_close()


def opened(browser: Browser, site: str, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=site, locale="es-ES", **options)  # type: ignore[arg-type]
    answer = context.request.post("/login", form={"email": SITE_EMAIL, "password": SITE_PASSWORD})
    assert answer.ok
    return context


@pytest.fixture
def desk_page(browser: Browser, site: str) -> Iterator[Page]:
    yield from watched(opened(browser, site, viewport={"width": 1440, "height": 900}))


@pytest.fixture
def phone_page(browser: Browser, site: str) -> Iterator[Page]:
    yield from watched(
        opened(browser, site, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    )
