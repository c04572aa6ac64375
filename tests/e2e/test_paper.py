"""What leaves the printer: whose page it is and when, what it was filtered by, everything that colours say, and no page for nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.demo.cli import load_demo
from tests.e2e.conftest import opened, watched
from tests.e2e.heard_call import spoken_call
from tests.e2e.test_pages import LIVE

A4 = {"width": 794, "height": 1123}
LEAVES = re.compile(rb"/Type\s*/Page\b(?!s)")
NEVER_PRINTED = ".sidebar, .tabbar, .btn, .icon-button, .tile-help, .page-acts, [role=search], details[data-stays]:not([open])"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """As wide as the paper, in the dark."""
    yield from watched(opened(browser, site, viewport=A4, color_scheme="dark"))


def on_paper(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("main h1, main h2").first).to_be_visible()
    expect(page.locator("main .skeleton")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator(".paper-head p").first).to_be_visible()


def leaves(page: Page) -> int:
    return len(LEAVES.findall(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize(
    "path", ["/", "/explore", "/costs", "/roi", "/calls", "/follow-ups", "/abandonment", "/monday"]
)
def test_paper_says_whose_it_is_and_when_and_has_nothing_to_press(
    page: Page, database: Database, path: str
) -> None:
    load_demo(database, conversations=60, days=10, seed=4)
    on_paper(page, path)

    expect(page.locator(".paper-head")).to_contain_text(f"{datetime.now(UTC).year}")
    expect(page.locator(".paper-head")).to_contain_text("Impreso el ")
    expect(page.locator(".paper-head a")).to_have_attribute("href", re.compile(re.escape(path)))
    assert (
        page.locator(NEVER_PRINTED).evaluate_all("all => all.filter((one) => one.offsetParent).length") == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]


def test_paper_names_period_and_filters_instead_of_their_controls(page: Page, database: Database) -> None:
    load_demo(database, conversations=20, days=8, seed=5)
    on_paper(page, "/?from=2026-03-02&to=2026-03-08&language=ca")

    expect(page.locator(".paper-filters")).to_have_text(
        "Desde: 2 mar 2026 · Hasta: 8 mar 2026 · Idioma: Catalán"
    )


def test_paper_names_what_was_chosen_beside_the_title(page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=4)
    on_paper(page, "/follow-ups?view=closed&kind=urgent")

    expect(page.locator(".paper-filters")).to_have_text("Urgente · Cerrados")


def test_bars_and_shades_are_printed(page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=4)
    on_paper(page, "/")
    expect(page.locator(".bar-track i").first).to_have_css("print-color-adjust", "exact")
    expect(page.locator(".heat td a").first).to_have_css("print-color-adjust", "exact")


def test_explore_ends_on_its_last_leaf(page: Page, database: Database) -> None:
    load_demo(database, conversations=60, days=10, seed=4)
    on_paper(page, "/explore")
    assert leaves(page) == 1


def test_a_long_conversation_begins_below_its_head(page: Page, database: Database) -> None:
    call = spoken_call(database)
    with database.transaction() as session:
        for position in range(6, 120):
            turn = NewTurn(position=position, role="user", text="Otra cosa. " * 8, started_ms=position * 3000)
            save_turn(session, conversation_id=call, turn=turn)
    on_paper(page, f"/analysis/{call}")
    dialogue = page.locator(".card-box:has(.turn)").first
    expect(dialogue).to_have_css("break-inside", "auto")
    expect(page.locator(".turn").first).to_have_css("break-inside", "avoid")


def test_the_list_of_calls_is_whole_on_paper(page: Page, database: Database) -> None:
    load_demo(database, conversations=80, days=10, seed=4)
    page.goto("/calls")
    expect(page.locator(LIVE)).to_be_attached()
    expect(page.locator(".grid-place.is-here")).to_be_attached()
    page.emulate_media(media="print")

    expect(page.locator(".paper-calls tbody tr")).to_have_count(50)
    expect(page.locator(".paper-calls caption")).to_contain_text("Las primeras 50 llamadas")
    expect(page.locator(".grid-place")).to_be_hidden()
