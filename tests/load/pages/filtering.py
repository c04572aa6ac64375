"""How soon a changed filter shows: from the press to the last change that the answer makes to the document, in the browser's own time."""

from typing import Any

from playwright.sync_api import Page

from dashboard_app.components.call_filters import ANY, element_id
from tests.load.pages.browsing import TIMEOUT_MS, settle
from tests.load.pages.timing import at

# Each changes the period on any day: on the 7th the month so far is a week, on the 28th it is four.
PRESSES = ("week", "quarter", "month", "last_month", "four_weeks")
CHOICES = (("language", "es"), ("intent", "book_appointment"), ("outcome", "appointment_booked"))
# The first and the last change to each section since the press: a chart is drawn some time after its section is there. The grid's scroll
# bars fade by a timer of their own.
WATCH = """() => {
  const SCROLL_BARS = ".ag-body-horizontal-scroll, .ag-body-vertical-scroll";
  window.shown = {};
  const mark = (one) => {
    const node = one.target.nodeType === 1 ? one.target : one.target.parentElement;
    const section = node?.closest(".holds-place, #calls-grid");
    if (!section || one.attributeName?.startsWith("data-dash") || node.matches(SCROLL_BARS)) return;
    (window.shown[section.id] ??= [performance.now()])[1] = performance.now();
  };
  new MutationObserver((changes) => changes.forEach(mark))
    .observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true, attributes: true });
}"""
PRESS = """(name) => {
  window.shown = {};
  window.began = performance.now();
  [...document.querySelectorAll("button.period")].find((one) => one.id.includes(`"${name}"`)).click();
}"""
# As a person does it: the control has the value, and says so. What a box waits for the next letter counts.
CHOOSE = """([id, value]) => {
  const control = document.getElementById(id);
  const kind = control.tagName === "SELECT" ? HTMLSelectElement : HTMLInputElement;
  window.shown = {};
  window.began = performance.now();
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(control, value);
  control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}"""
# Sections that can be seen without scrolling, and all of them.
TAKEN = """() => {
  const seen = Object.entries(window.shown).map(([id, [first, last]]) => ({ id, first: first - window.began, last: last - window.began,
    isInSight: document.getElementById(id).getBoundingClientRect().top < innerHeight }));
  const worst = (some) => Math.max(...some.map((one) => one.last));
  return { figures: window.shown["panel-figures"]?.[1] - window.began, sight: worst(seen.filter((one) => one.isInSight)), all: worst(seen) };
}"""


def filter_changes(page: Page, rounds: int) -> list[str]:
    panel = [taken for _ in range(rounds) for taken in on_the_panel(page)]
    names = {
        "figures": "panel: the figures",
        "sight": "panel: all in sight",
        "all": "panel: the last section",
    }
    lines = [line(words, [one[name] for one in panel]) for name, words in names.items()]
    calls = [taken["all"] for _ in range(rounds) for taken in on_the_calls(page)]
    return [*lines, line("calls: the list", calls)]


def line(what: str, values: list[float]) -> str:
    return f"{what:<26} n {len(values):>3}, p50 {at(values, 0.5):6.0f} ms, p95 {at(values, 0.95):6.0f} ms, worst {max(values):6.0f} ms"


def on_the_panel(page: Page) -> list[Any]:
    opened(page, "/")
    pressed = [changed(page, PRESS, name) for name in PRESSES]
    values = ((name, value) for name, chosen in CHOICES for value in (chosen, ANY))
    return pressed + [changed(page, CHOOSE, [element_id(name, "panel"), value]) for name, value in values]


def on_the_calls(page: Page) -> list[Any]:
    opened(page, "/calls")
    values = [(name, value) for name, chosen in CHOICES if name != "outcome" for value in (chosen, ANY)]
    values += [("q", "frenos"), ("q", "")]
    return [changed(page, CHOOSE, [element_id(name), value]) for name, value in values]


def opened(page: Page, path: str) -> None:
    page.goto(path, wait_until="load")
    settle(page)
    page.evaluate(WATCH)


def changed(page: Page, script: str, what: object) -> Any:
    page.evaluate(script, what)
    page.wait_for_function("Object.keys(window.shown).length > 0", timeout=TIMEOUT_MS)
    settle(page)
    return page.evaluate(TAKEN)
