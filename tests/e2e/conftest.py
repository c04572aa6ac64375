"""The whole product as `make run` starts it, and a browser before it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from sqlalchemy import URL, create_engine, text
from werkzeug.serving import make_server

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.actions.users import create_user
from db.database import Database
from db.local import ORDER, Processes, environment, procfile, wait_until_ready
from db.release import release
from tests.e2e.product import EMAIL, PASSWORD, Product, conversation, eventually, place
from tests.load.ports import free_port
from workers.settings import WorkerSettings

SPEED = "3"
SITE_EMAIL, SITE_PASSWORD = "ana@autobox.example", "a good password"
expect.set_options(timeout=20_000)  # of an event that is awaited: a busy machine is slow, not wrong
NOISE = ("WebSocket connection to", "ERR_CONNECTION_REFUSED", "Failed to fetch")  # of tests that cut the line


@pytest.fixture(scope="session")
def product(database_url: URL, redis_url: str, data_dir: Path) -> Iterator[Product]:
    """Web, voice, worker, clock and simulators, on a database of their own."""
    with create_engine(database_url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE product"))
    own = {
        "DATABASE_URL": database_url.set(database="product").render_as_string(hide_password=False),
        "REDIS_URL": f"{redis_url}?db=7",
        "DATA_DIR": str(data_dir / "product"),
        "ADMIN_EMAIL": EMAIL,
        "ADMIN_PASSWORD": PASSWORD,
        "SIMULATED_SPEED": SPEED,
        "MOBILE_NUMBER": "+34600999888",
    }
    own |= {name: str(free_port()) for name in ("PORT", "VOICE_PORT", "SIMULATORS_PORT")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        env = environment()
    release(env)
    processes = Processes(env)
    try:
        for name in ORDER:
            processes.start(name, procfile()[name])
        for port in ("SIMULATORS_PORT", "VOICE_PORT", "PORT"):
            wait_until_ready(f"http://127.0.0.1:{env[port]}", processes)
        yield Product(env["PUBLIC_URL"], env, processes)
    finally:
        processes.stop()


@pytest.fixture(scope="session")
def ended_call(product: Product) -> str:
    """A short call that is over, and that the rules have read."""
    api = product.api()
    conversation_id = place(product, api, "es-oil-change")
    eventually(lambda: conversation(product, api, conversation_id).get("analyses"))
    return conversation_id


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


@pytest.fixture(scope="session")
def signed_in(browser: Browser, product: Product) -> Iterator[dict[str, object]]:
    """The browser's state after the sign-in form, for the contexts of the tests."""
    context = browser.new_context(base_url=product.url, locale="es-ES")
    page = context.new_page()
    page.goto("/login")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    yield dict(context.storage_state())
    context.close()


@pytest.fixture
def desk(browser: Browser, product: Product, signed_in: dict[str, object]) -> Iterator[Page]:
    yield from watched(browser.new_context(base_url=product.url, locale="es-ES", storage_state=signed_in))  # type: ignore[arg-type]


@pytest.fixture
def phone(browser: Browser, product: Product, signed_in: dict[str, object]) -> Iterator[Page]:
    viewport = {"width": 390, "height": 844}
    context = browser.new_context(
        base_url=product.url,
        locale="es-ES",
        storage_state=signed_in,  # type: ignore[arg-type]
        viewport=viewport,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
    )
    yield from watched(context)


def watched(context: BrowserContext) -> Iterator[Page]:
    """A page that must not complain in its console."""
    complaints: list[str] = []
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
def site(database: Database, environment: dict[str, str]) -> Iterator[str]:
    """The web half on a port of its own."""
    with database.transaction() as session:
        create_user(session, email=SITE_EMAIL, role="admin", password=SITE_PASSWORD)
    server = Flask("tests", static_folder=None)
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
