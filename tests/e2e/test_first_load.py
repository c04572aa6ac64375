"""What a browser that has just come asks for: each thing once, and the grid's scripts only where a grid is."""

import json
from collections import Counter
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Route, expect

from dashboard_app.pages.panel import FIRST, SEEN
from db.database import Database
from db.demo.cli import load_demo

CONTENT = ".._pages_content.children..._pages_store.data.."
ROWS = '"..calls-grid.getRowsResponse'


def test_what_is_asked_at_once_is_not_asked_again(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=40, days=20, seed=3)
    asked: Counter[str] = Counter()
    early: Counter[str] = Counter()

    def note(request: Request) -> None:
        if "_dash-update-component" in request.url and request.post_data:
            output = json.loads(request.post_data)["output"]
            asked[output] += 1
            if "endId" not in request.url:  # the renderer's own say whose they are
                early[output] += 1

    desk_page.on("request", note)
    desk_page.goto("/")
    expect(desk_page.locator("#panel-figures .metric-tiles")).to_be_visible()
    expect(desk_page.locator("#panel-versions > :not(.skeleton)").first).to_be_visible()

    assert early == dict.fromkeys([CONTENT, *(f"panel-{name}.children" for name in (FIRST, *SEEN))], 1)
    assert {name: asked[name] for name in early} == early
    polyfills = "[typeof regeneratorRuntime, document.querySelectorAll('script[src*=polyfill]').length]"
    assert desk_page.evaluate(polyfills) == ["object", 0]

    with desk_page.expect_response(lambda one: '"panel-versions.children"' in (one.request.post_data or "")):
        desk_page.locator("button.period[aria-pressed=false]").first.click()
    for name in (FIRST, *SEEN):
        assert (asked[f"panel-{name}.children"], early[f"panel-{name}.children"]) == (2, 2)


def test_nothing_else_is_asked_until_the_new_figures_have_come(desk_page: Page, database: Database) -> None:
    load_demo(database, conversations=40, days=20, seed=3)
    figures: list[Route] = []
    others: list[str] = []

    def hold(route: Route) -> None:
        if f'"panel-{FIRST}.children"' in (route.request.post_data or ""):
            figures.append(route)
        else:
            others.append(route.request.post_data or "")
            route.continue_()

    desk_page.goto("/")
    expect(desk_page.locator("#panel-versions > :not(.skeleton)").first).to_be_visible()
    desk_page.route("**/_dash-update-component*", hold)
    with desk_page.expect_request(lambda one: f'"panel-{FIRST}.children"' in (one.post_data or "")):
        desk_page.locator("button.period[aria-pressed=false]").first.click()
    # The renderer waits for its answer.
    asking = desk_page.locator("#panel-unclear[data-dash-is-loading=true]")
    expect(asking).to_be_attached()
    before = list(others)
    with desk_page.expect_response(lambda one: '"panel-versions.children"' in (one.request.post_data or "")):
        figures[0].continue_()

    assert before == []
    assert sum('"panel-unclear.children"' in one for one in others) == 1


def test_a_new_filter_stops_what_the_last_one_still_asks_for(desk_page: Page, database: Database) -> None:
    """The new figures would wait behind it. The section then asks anew."""
    load_demo(database, conversations=40, days=20, seed=3)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if not held and '"panel-intents.children"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    desk_page.route("**/_dash-update-component*", hold)
    desk_page.goto("/")
    expect(desk_page.locator("#panel-versions > :not(.skeleton)").first).to_be_visible()
    with desk_page.expect_event("requestfailed") as stopped:
        desk_page.locator("button.period[aria-pressed=false]").nth(
            1
        ).click()  # the week: today may have no calls

    assert stopped.value.post_data == held[0].request.post_data
    expect(desk_page.locator("#panel-intents > :not(.skeleton)").first).to_be_visible()


def test_the_list_comes_with_its_first_rows(desk_page: Page, database: Database) -> None:
    """They can be read and opened before the grid is there, which draws the same rows without asking for them."""
    load_demo(database, conversations=40, days=8, seed=5)
    asked: list[str] = []
    held: list[Route] = []
    desk_page.on("request", lambda one: asked.append(one.url) if ROWS in (one.post_data or "") else None)
    desk_page.route("**/dash_ag_grid.*", lambda route: held.append(route))
    desk_page.goto("/calls", wait_until="commit")
    link = desk_page.locator(".first-rows .grid-link").nth(2)
    link.focus()
    first = [link.inner_text(), urlsplit(link.get_attribute("href") or "").path.split("/")[-1]]

    for route in held:
        route.continue_()
    row = desk_page.locator(f"#calls-grid .ag-row[row-id='{first[1]}']")
    expect(row.locator(".grid-link")).to_have_text(first[0])
    expect(row.locator(".grid-link")).to_be_focused()
    expect(desk_page.locator(".first-rows")).to_be_hidden()
    assert asked == []
    halves = "document.querySelectorAll('script[src*=async-community]').length"
    assert desk_page.evaluate(halves) == 1  # the one that came with the page's first half of the grid


def test_the_list_is_reached_from_another_page_without_a_new_document(desk_page: Page) -> None:
    desk_page.goto("/follow-ups")
    desk_page.evaluate("window.isTheSame = true")
    desk_page.locator(".sidebar a[href='/calls']").click()

    expect(desk_page.locator("#calls-grid .ag-root")).to_be_visible()
    assert desk_page.evaluate("window.isTheSame")
