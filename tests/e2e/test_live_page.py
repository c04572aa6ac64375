"""A call on the open page: it appears, grows and ends by itself, is read by a model, and survives a lost connection."""

import os
import signal

from playwright.sync_api import Page, expect

from db.local import procfile, wait_until_ready
from tests.e2e.product import Product, place

SOON = 20_000
LATER = 90_000


def turns(page: Page) -> int:
    return page.locator("[id^=turn-]").count()


def test_a_call_appears_grows_and_is_understood_without_a_reload(product: Product, desk: Page) -> None:
    desk.goto("/")
    expect(desk.locator("html")).to_have_attribute("data-live", "open", timeout=SOON)

    conversation_id = place(product, product.api(), "es-oil-change")
    link = desk.locator(f"a[href='/analysis/{conversation_id}']").first
    expect(link).to_be_visible(timeout=SOON)
    link.click()

    for position in (1, 4, 8):
        expect(desk.locator(f"#turn-{position}")).to_be_visible(timeout=LATER)
    expect(desk.get_by_text("4721LKM").first).to_be_visible(timeout=LATER)


def test_a_model_reads_a_call_and_what_it_says_stays(product: Product, desk: Page, ended_call: str) -> None:
    desk.goto(f"/analysis/{ended_call}")
    desk.get_by_role("button", name="Analizar con IA").click()
    expect(desk.get_by_text("Simulado").first).to_be_visible(timeout=LATER)

    desk.reload()

    expect(desk.get_by_text("Simulado").first).to_be_visible(timeout=SOON)


def test_a_page_misses_nothing_when_the_web_process_dies(product: Product, desk: Page) -> None:
    conversation_id = place(product, product.api(), "es-oil-change")
    desk.goto(f"/analysis/{conversation_id}")
    expect(desk.locator("#turn-2")).to_be_visible(timeout=LATER)

    restart_web(product)

    expect(desk.locator("html")).to_have_attribute("data-live", "open", timeout=LATER)
    expect(desk.get_by_text("4721LKM").first).to_be_visible(timeout=LATER)
    found = product.api().get(f"{product.url}/api/conversation/{conversation_id}", timeout=10).json()
    assert turns(desk) == len(found["turns"])


def restart_web(product: Product) -> None:
    """As a crash would: the process and its children are gone at once, another takes the port."""
    web = product.processes.running.pop("web")
    os.killpg(web.pid, signal.SIGKILL)
    web.wait()
    product.processes.stopped.clear()
    product.processes.start("web", procfile()["web"])
    wait_until_ready(product.url, product.processes)


def test_a_call_fits_a_phone(phone: Page, ended_call: str) -> None:
    for path in ("/", "/calls", f"/analysis/{ended_call}", "/test-calls"):
        phone.goto(path)
        expect(phone.locator("h1").first).to_be_visible(timeout=SOON)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_an_unknown_call_offers_a_way_on(desk: Page) -> None:
    desk.goto("/analysis/00000000-0000-0000-0000-000000000000")
    expect(desk.locator("main a[href='/calls'], a[href='/calls']").first).to_be_visible(timeout=SOON)
