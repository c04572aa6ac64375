"""Boards in a browser: a question of Explore is put on one, moved, taken away, brought back, and counts along."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from db.database import Database
from db.demo.cli import load_demo
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.conftest import opened
from tests.e2e.test_pages import LIVE

BOARD = re.compile(r"/boards/[0-9a-f-]{36}")


@pytest.fixture(autouse=True)
def demo(database: Database) -> None:
    load_demo(database, conversations=60, days=20, seed=3)


def make(page: Page, name: str, *questions: str) -> None:
    """With a chart for each address of `/explore`."""
    first, *others = questions
    page.goto(first)
    page.locator(".menu.boards summary").click()
    page.locator("#board-new").fill(name)
    page.locator("[data-board-make]").click()
    expect(page.locator("#board-said")).to_contain_text(f"Ya está en «{name}».")
    for address in others:
        page.goto(address)
        page.locator(".menu.boards summary").click()
        page.get_by_role("button", name=name).click()
        expect(page.locator("#board-said")).to_contain_text(f"Ya está en «{name}».")
    page.get_by_role("link", name="Abrir el tablero").click()
    expect(page).to_have_url(BOARD)


def titles(page: Page) -> Locator:
    return page.locator(".board-chart h2")


def press(page: Page, chart: str, act: str) -> None:
    page.locator(".board-chart", has_text=chart).locator(".board-acts summary").click()
    page.locator(".board-acts[open]").get_by_role("button", name=act).click()


def test_questions_stand_together_for_the_same_period(desk_page: Page) -> None:
    make(desk_page, "Lunes", "/explore?figure=calls&by=language", "/explore?figure=booking_rate&by=weekday")

    expect(titles(desk_page)).to_have_text(
        ["Llamadas, por idioma", "Citas por petición, por día de la semana"]
    )
    expect(desk_page.locator(".board-chart .figure-bars")).to_have_count(2)
    whole = desk_page.locator(".board-chart .tile-value").first
    of_four_weeks = whole.inner_text()
    desk_page.get_by_role("button", name="7 días").click()
    expect(desk_page).to_have_url(re.compile("from="))
    expect(whole).not_to_have_text(of_four_weeks)
    expect(desk_page.locator(".board-way a").first).to_have_attribute(
        "href", re.compile("figure=calls.*from=")
    )


def test_charts_are_moved_widened_and_taken_away(desk_page: Page) -> None:
    make(desk_page, "Lunes", "/explore?figure=calls&by=language", "/explore?figure=calls&by=hour")
    languages, hours = "Llamadas, por idioma", "Llamadas, por hora"

    press(desk_page, languages, "Después")
    expect(titles(desk_page)).to_have_text([hours, languages])
    moved = desk_page.locator(".board-chart", has_text=languages)
    expect(moved.locator(".board-acts summary")).to_be_focused()

    press(desk_page, languages, "A todo lo ancho")
    expect(desk_page.locator(".board-chart.is-wide h2")).to_have_text(languages)

    press(desk_page, hours, "Quitar")
    expect(titles(desk_page)).to_have_text([languages])
    desk_page.get_by_role("button", name="Deshacer").click()
    expect(titles(desk_page)).to_have_text([hours, languages])


def test_a_board_is_renamed_deleted_and_brought_back(desk_page: Page) -> None:
    make(desk_page, "Lunes", "/explore?figure=calls&by=language")

    desk_page.locator(".menu.boards summary").click()
    desk_page.locator("#board-name").fill("Martes")
    desk_page.locator("[data-board-save]").click()
    expect(desk_page.locator("h1")).to_have_text("Martes")

    desk_page.locator(".menu.boards summary").click()
    desk_page.locator("[data-board-delete]").click()
    expect(desk_page.get_by_text("No conocemos este tablero")).to_be_visible()
    desk_page.get_by_role("button", name="Deshacer").click()
    expect(desk_page.locator("h1")).to_have_text("Martes")
    expect(titles(desk_page)).to_have_text(["Llamadas, por idioma"])


def test_what_cannot_be_kept_is_told(browser: Browser, site: str) -> None:
    page = opened(browser, site).new_page()  # not watched: the browser complains of the refusals
    page.goto("/boards")
    name, told = page.locator("#board-new"), page.locator("#board-said")
    page.locator("[data-board-make=empty]").click()
    expect(told).to_have_text("Póngale un nombre al tablero.")
    name.fill("Lunes")
    name.press("Enter")
    expect(page).to_have_url(BOARD)

    page.goto("/boards")
    name.fill("Lunes")
    name.press("Enter")
    expect(told).to_have_text("Ya tiene un tablero con este nombre.")
    page.context.close()


def test_an_example_begins_with_one_press_on_a_telephone(phone_page: Page) -> None:
    phone_page.goto("/boards")
    phone_page.get_by_role("button", name="Crear uno de ejemplo").tap()

    expect(phone_page).to_have_url(BOARD)
    expect(phone_page.locator(".board-chart summary", has_text="Ver como tabla")).to_have_count(6)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_call_that_ends_is_counted_without_a_reload(desk_page: Page, database: Database) -> None:
    make(desk_page, "Lunes", "/explore?figure=calls&by=language")
    expect(desk_page.locator(LIVE)).to_be_attached()
    whole = desk_page.locator(".board-chart .tile-value")
    expect(whole).to_have_text(re.compile(r"\d+"))
    before = int(whole.inner_text())
    desk_page.locator(".board-chart summary", has_text="Ver como tabla").click()

    finish_call(database, place_call(database, 900))
    expect(whole).to_have_text(str(before + 1))
    expect(desk_page.locator(".board-chart .cost-table")).to_be_visible()
