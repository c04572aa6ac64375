"""Real pages beside the sockets: when a new call stands on them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.load.pages.browsing import Visitor, settle, signed_in

PAUSE_MS = 400
TIMEOUT_MS = 10_000
# Links to a call's page are what a list of calls is made of.
WATCH = """() => {
  window.stands = {};
  const look = () => document.querySelectorAll("a[href*='/analysis/']").forEach((one) => {
    const call = one.getAttribute("href").match(/analysis\\/([0-9a-f-]{36})/)?.[1];
    if (call && !(call in window.stands)) window.stands[call] = Date.now();
  });
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
}"""


@contextmanager
def open_pages(address: str, visitor: Visitor, count: int) -> Iterator[list[Page]]:
    with signed_in(address, visitor) as first:
        pages = [first, *(first.context.new_page() for _ in range(count - 1))]
        for page in pages:
            page.goto("/live", wait_until="load")
            settle(page)
            page.evaluate(WATCH)
        yield pages


def seen_at(pages: list[Page], commit: Callable[[], tuple[str, float]], facts: int) -> str:
    taken = []
    for _ in range(facts):
        call, at = commit()
        for page in pages:
            page.wait_for_function("(call) => call in window.stands", arg=call, timeout=TIMEOUT_MS)
            taken.append(page.evaluate("(call) => window.stands[call]", call) - at * 1000)
        time.sleep(PAUSE_MS / 1000)
    taken.sort()
    p50, p95 = (taken[min(int(len(taken) * share), len(taken) - 1)] for share in (0.5, 0.95))
    return f"{len(pages)} pages of Chromium, {facts} facts: on the page after p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {taken[-1]:.0f} ms"
