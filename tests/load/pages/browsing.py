"""A browser that opens every page, so that the callbacks that are measured are those that pages make."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from playwright.sync_api import Page, sync_playwright

from dashboard_app.pages import PAGES

QUIET_MS = 15_000
PERIODS = (365, 730)
CALLS = ("?q=frenos", "?q=cambio+de+aceite", "?intent=book_appointment", "?from=2025-12-01", "?tests=all")


def queries(path: str) -> tuple[str, ...]:
    """What else the page is opened with: long periods and filters."""
    if path == "/calls":
        return ("", *CALLS)
    if path != "/":
        return ("",)
    today = date.today()  # noqa: DTZ011 (any day will do)
    periods = [f"?from={today - timedelta(days=days - 1)}&to={today}" for days in PERIODS]
    return (
        "",
        *periods,
        f"{periods[0]}&language=es&intent=book_appointment",
        f"{periods[1]}&outcome=abandoned",
    )


@contextmanager
def signed_in(address: str, email: str, password: str) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        page = browser.new_context(base_url=address, locale="es-ES", bypass_csp=True).new_page()
        page.goto("/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        yield page
        browser.close()


def browse(address: str, email: str, password: str, *, rounds: int) -> None:
    paths = [page.path for page in PAGES if page.path and page.path != "/404"]
    with signed_in(address, email, password) as page:
        for _ in range(rounds):
            for path in paths:
                for query in queries(path):
                    page.goto(path + query, wait_until="load")
                    settle(page)


def settle(page: Page) -> None:
    """Until no callback is under way: the page has what it asks for."""
    page.wait_for_selector("main, #_pages_content", timeout=QUIET_MS)
    page.wait_for_function(
        "document.querySelectorAll('[data-dash-is-loading=true]').length === 0", timeout=QUIET_MS
    )
    page.wait_for_function(
        "() => { const all = performance.getEntriesByType('resource').filter((one) => one.name.includes('_dash-update'));"
        " return all.length > 0 && performance.now() - Math.max(...all.map((one) => one.responseEnd)) > 400; }",
        timeout=QUIET_MS,
    )


def first_load(address: str, email: str, password: str) -> list[str]:
    """With an empty cache: until the page shows its content, and the JavaScript that came over the wire."""
    lines = []
    for path in ("/", "/calls"):
        with signed_in(address, email, password) as page:
            wire = page.context.new_cdp_session(page)
            wire.send("Network.enable")
            wire.send("Network.clearBrowserCache")
            sizes, kinds = {}, {}
            wire.on(
                "Network.responseReceived",
                lambda one, kinds=kinds: kinds.update({one["requestId"]: one["type"]}),
            )
            wire.on(
                "Network.loadingFinished",
                lambda one, sizes=sizes: sizes.update({one["requestId"]: one["encodedDataLength"]}),
            )
            page.goto(path, wait_until="load")
            page.wait_for_selector("h1", timeout=QUIET_MS)
            shown = page.evaluate("performance.now()")
            settle(page)
            scripts = sum(size for found, size in sizes.items() if kinds.get(found) == "Script")
            lines.append(
                f"{path:<10} content after {shown:6.0f} ms, JavaScript {scripts / 1000:6.0f} kB, all {sum(sizes.values()) / 1000:6.0f} kB"
            )
    return lines
