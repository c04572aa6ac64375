"""The whole product as `make run` starts it, once for all files of this folder (see `pytest_xdist_make_scheduler`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import URL, create_engine, text

from db.local import ORDER, Processes, environment, procfile, wait_until_ready
from db.release import release
from tests.e2e.conftest import watched
from tests.e2e.whole.product import EMAIL, PASSWORD, Product, conversation, place
from tests.load.ports import free_port
from tests.waiting import eventually

SPEED = "3"


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
def ended_call(product: Product) -> str:
    """A short call that is over, and that the rules have read."""
    api = product.api()
    conversation_id = place(product, api, "es-hang-up")
    eventually(lambda: conversation(product, api, conversation_id).get("analyses"))
    return conversation_id


@pytest.fixture(scope="package")
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
