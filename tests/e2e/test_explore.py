"""Explore in a browser: each choice is answered at once, stands in the address, and can be gone back to."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard_app.components.call_filters import element_id
from db.database import Database
from db.demo.cli import load_demo
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.test_pages import LIVE


@pytest.fixture(autouse=True)
def demo(database: Database) -> None:
    load_demo(database, conversations=60, days=20, seed=3)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[id='{element_id(name, 'explore')}']").select_option(value)


def test_a_question_is_put_together_shared_and_gone_back_to(desk_page: Page) -> None:
    desk_page.goto("/explore")
    title = desk_page.locator("#explore-answer h2").first
    expect(title).to_have_text("Llamadas, por día")
    expect(desk_page.locator("#explore-answer a.chart-column").first).to_be_visible()

    choose(desk_page, "figure", "booking_rate")
    expect(title).to_have_text("Citas por petición, por día")
    choose(desk_page, "by", "weekday")
    choose(desk_page, "split", "hour")
    expect(title).to_have_text("Citas por petición, por día de la semana y hora")
    expect(desk_page).to_have_url(
        re.compile(r"(?=.*figure=booking_rate)(?=.*by=weekday)(?=.*split=hour)(?=.*from=)")
    )

    desk_page.reload()
    expect(title).to_have_text("Citas por petición, por día de la semana y hora")
    desk_page.go_back()
    expect(title).to_have_text("Citas por petición, por día de la semana")


def test_a_number_opens_its_calls(desk_page: Page) -> None:
    desk_page.goto("/explore?figure=calls&by=language")
    bar = desk_page.locator(".figure-bars a", has_text="Alemán")
    count = bar.locator("b").inner_text()
    bar.click()

    expect(desk_page).to_have_url(re.compile("/calls.*language=de"))
    expect(desk_page.locator(".grid-place.is-here .ag-row[row-id]")).to_have_count(int(count))


def test_a_table_of_figures_is_one_stop_of_the_keyboard(desk_page: Page) -> None:
    desk_page.goto("/explore?figure=calls&by=weekday&split=language")
    cells = desk_page.locator(".figure-matrix a")
    expect(cells.first).to_be_visible()
    expect(desk_page.locator(".figure-matrix a[tabindex='0']")).to_have_count(1)

    cells.first.focus()
    desk_page.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    desk_page.keyboard.press("Enter")
    expect(desk_page).to_have_url(re.compile("/calls.*weekday=1"))


def test_a_question_is_kept_as_a_view(desk_page: Page) -> None:
    desk_page.goto("/explore?figure=missed_calls&by=hour")
    desk_page.get_by_text("Vistas").click()
    desk_page.locator("#views-name").fill("Perdidas por hora")
    desk_page.locator("[data-view-keep]").click()
    expect(desk_page.locator("#views-said")).to_have_text("Vista guardada.")

    desk_page.goto("/explore")
    desk_page.get_by_text("Vistas").click()
    desk_page.get_by_role("link", name="Perdidas por hora").click()
    expect(desk_page.locator("#explore-answer h2").first).to_have_text("Llamadas perdidas, por hora")


def test_a_call_that_ends_is_counted_without_a_reload(desk_page: Page, database: Database) -> None:
    desk_page.goto("/explore?figure=calls&by=language")
    expect(desk_page.locator(LIVE)).to_be_attached()
    whole = desk_page.locator(".explore-whole .tile-value")
    before = int(whole.inner_text())
    desk_page.locator("#explore-answer summary", has_text="Ver como tabla").click()

    finish_call(database, place_call(database, 900))
    expect(whole).to_have_text(str(before + 1))
    expect(desk_page.locator("#explore-answer .cost-table")).to_be_visible()
