"""A browser that opens every page, so that the callbacks that are measured are those that pages make."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Page, sync_playwright

from dashboard_app.pages import PAGES

TIMEOUT_MS = 30_000
QUIET_MS = 300
PERIODS = (365, 730)
CALLS = ("?q=frenos", "?q=cambio+de+aceite", "?q=1234", "?intent=book_appointment", "?tests=all")
LOADED_ROW = "#calls-grid .ag-row[row-id]"  # one that is still loading has no id
# No request of a callback is under way, and none has been for a while. The renderer marks what it waits for.
IS_QUIET = f"""() => {{
  if (document.querySelector("[data-dash-is-loading=true]")) return false;
  const ends = performance.getEntriesByType("resource").filter((one) => one.name.includes("_dash-")).map((one) => one.responseEnd);
  return ends.length > 0 && performance.now() - Math.max(...ends, window.began ?? 0) > {QUIET_MS};
}}"""


@dataclass(frozen=True, slots=True)
class Visitor:
    email: str
    password: str


def queries(path: str) -> tuple[str, ...]:
    """What else the page is opened with: long periods and filters."""
    if path == "/calls":
        return ("", *CALLS)
    today = date.today()  # noqa: DTZ011 (any day will do)
    periods = [f"?from={today - timedelta(days=days - 1)}&to={today}" for days in PERIODS]
    if path in {"/abandonment", "/costs", "/roi"}:
        return ("", periods[0])
    if path == "/explore":
        return ("", f"{periods[0]}&by=week&split=intent", f"{periods[1]}&figure=booking_rate&by=service")
    if path != "/":
        return ("",)
    return (
        "",
        *periods,
        f"{periods[0]}&language=es&intent=book_appointment",
        f"{periods[1]}&outcome=abandoned",
    )


@contextmanager
def signed_in(address: str, visitor: Visitor) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        context = browser.new_context(
            base_url=address, locale="es-ES", bypass_csp=True, viewport={"width": 1440, "height": 900}
        )
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=email]", visitor.email)
        page.fill("[name=password]", visitor.password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        settle(page)
        yield page
        browser.close()


def browse(page: Page, *, rounds: int) -> None:
    paths = [page.path for page in PAGES if page.path and page.path != "/404"]
    for _ in range(rounds):
        for path in paths:
            for query in queries(path):
                page.goto(path + query, wait_until="load")
                settle(page)
        page.goto("/calls", wait_until="load")
        page.locator(LOADED_ROW).first.wait_for(timeout=TIMEOUT_MS)
        call = page.locator(LOADED_ROW).first.get_attribute("row-id")
        page.goto(f"/analysis/{call}", wait_until="load")
        settle(page)


def settle(page: Page) -> None:
    """Until the page has what it asks for."""
    page.wait_for_selector("main, #_pages_content", timeout=TIMEOUT_MS)
    page.evaluate("performance.setResourceTimingBufferSize(100000)")
    page.wait_for_function(IS_QUIET, timeout=TIMEOUT_MS, polling=50)
