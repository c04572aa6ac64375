"""What a browser that has just come asks for: each thing once, and the grid's scripts only where a grid is."""

import json
from collections import Counter

from playwright.sync_api import Page, Request, expect

from dashboard_app.pages.panel import FIRST, SEEN

CONTENT = ".._pages_content.children..._pages_store.data.."
ROWS = '"..calls-grid.getRowsResponse'

GRID_IS_THERE = """() => new Promise((done) => {
  const look = () => (window.dash_ag_grid ? done() : requestAnimationFrame(look));
  look();
})"""


def test_what_is_asked_at_once_is_not_asked_again(desk_page: Page) -> None:
    asked: Counter[str] = Counter()
    early: set[str] = set()

    def note(request: Request) -> None:
        if "_dash-update-component" in request.url and request.post_data:
            output = json.loads(request.post_data)["output"]
            asked[output] += 1
            if "endId" not in request.url:  # the renderer's own say whose they are
                early.add(output)

    desk_page.on("request", note)
    desk_page.goto("/")
    expect(desk_page.locator("#panel-figures .metric-tiles")).to_be_visible()
    expect(desk_page.locator("#panel-versions > :not(.skeleton)").first).to_be_visible()

    assert early == {CONTENT, *(f"panel-{name}.children" for name in (FIRST, *SEEN))}
    assert {name: asked[name] for name in early} == dict.fromkeys(early, 1)
    polyfills = "[typeof regeneratorRuntime, document.querySelectorAll('script[src*=polyfill]').length]"
    assert desk_page.evaluate(polyfills) == ["object", 0]


def test_the_list_asks_for_its_first_rows_once(desk_page: Page) -> None:
    asked: list[str] = []
    desk_page.on("request", lambda one: asked.append(one.url) if ROWS in (one.post_data or "") else None)
    desk_page.goto("/calls")
    expect(desk_page.locator("#calls-grid .ag-root")).to_be_visible()
    expect(desk_page.locator("#calls-nothing")).to_be_visible()

    assert len(asked) == 1
    assert "endId" not in asked[0]  # the renderer's own say whose they are


def test_the_grid_comes_later_or_with_a_new_document(desk_page: Page) -> None:
    grid = desk_page.locator("#calls-grid .ag-root")
    desk_page.goto("/follow-ups")
    desk_page.locator(".sidebar a[href='/calls']").click()
    expect(grid).to_be_visible()

    desk_page.goto("/follow-ups")
    desk_page.evaluate(GRID_IS_THERE)
    desk_page.evaluate("window.isTheSame = true")
    desk_page.locator(".sidebar a[href='/calls']").click()
    expect(grid).to_be_visible()
    assert desk_page.evaluate("window.isTheSame")
