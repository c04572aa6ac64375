"""How soon a changed filter of the panel shows: from the press to the new figures, and to the last of all sections, in the browser's own time."""

import statistics
from typing import Any

from playwright.sync_api import Page

from tests.load.pages.browsing import QUIET_MS, settle

PRESSES = ("quarter", "week", "month", "four_weeks")
# Every section of the panel is replaced when its answer has come and is drawn.
WATCH = """() => {
  performance.setResourceTimingBufferSize(5000);
  const sections = [...document.querySelectorAll(".holds-place")];
  window.shown = {};
  const observer = new MutationObserver((changes) => changes.forEach((one) => {
    const section = one.target.closest?.(".holds-place");
    if (section && !(section.id in window.shown)) window.shown[section.id] = performance.now();
  }));
  sections.forEach((one) => observer.observe(one, { childList: true, subtree: true }));
  window.sections = sections.length;
}"""
PRESS = """(name) => {
  window.shown = {};
  window.pressed = performance.now();
  [...document.querySelectorAll("button.period")].find((one) => one.id.includes(`"${name}"`)).click();
}"""
TAKEN = """() => {
  const values = Object.values(window.shown);
  return [window.shown["panel-figures"] - window.pressed, Math.max(...values) - window.pressed, values.length];
}"""


def filter_changes(page: Page, rounds: int) -> list[str]:
    """The sections that do not depend on the period (the month's) are not replaced; the figures always are."""
    page.goto("/", wait_until="load")
    settle(page)
    page.evaluate(WATCH)
    taken = [press(page, name) for _ in range(rounds) for name in PRESSES]
    figures, everything = ([one[place] for one in taken] for place in (0, 1))
    return [
        f"{what:<24} median {statistics.median(values):6.0f} ms, worst of {len(values)} {max(values):6.0f} ms"
        for what, values in (("the figures", figures), ("the last section", everything))
    ]


def press(page: Page, name: str) -> Any:
    page.evaluate(PRESS, name)
    page.wait_for_function("'panel-figures' in window.shown", timeout=QUIET_MS)
    settle(page)
    return page.evaluate(TAKEN)
