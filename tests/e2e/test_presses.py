"""A press counts for what was pressed, although live updates draw it anew, elsewhere, before it is let go."""

import re

from playwright.sync_api import Locator, Page, expect

from dashboard_app import formats
from db.database import Database
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.conftest import SITE_EMAIL
from tests.e2e.test_pages import LIVE
from tests.e2e.test_places import leave_callers_waiting, open_follow_ups, settle


def third_of_four(page: Page, database: Database) -> tuple[Locator, str]:
    """The button to press, and the number of its caller."""
    leave_callers_waiting(database, 4)
    open_follow_ups(page)
    item = page.locator(".follow-up").nth(2)
    expect(page.locator(".follow-up").first).to_contain_text("600 00 00 00")
    button = item.get_by_role("button", name="Me encargo yo")
    button.hover()
    return button, item.locator(".follow-up-who .numbers").inner_text()


def help_the_first(page: Page, database: Database) -> None:
    """They ring again, and leave the list: the button of another caller comes to stand where the pressed one stood."""
    finish_call(database, place_call(database, 9, phone="+34600000000", minutes_ago=1))
    settle(database)
    expect(page.locator(".follow-up")).to_have_count(3)


def taken_is(page: Page, number: str) -> None:
    taken = page.locator(".follow-up").filter(has_text=formats.colleague(SITE_EMAIL))
    expect(taken).to_have_count(1)
    expect(taken).to_contain_text(number)


def test_by_mouse(desk_page: Page, database: Database) -> None:
    button, number = third_of_four(desk_page, database)
    button.hover()
    desk_page.mouse.down()
    help_the_first(desk_page, database)
    desk_page.mouse.up()
    taken_is(desk_page, number)


def test_by_finger(phone_page: Page, database: Database) -> None:
    """A finger's click comes to what stands under it when it is lifted."""
    button, number = third_of_four(phone_page, database)
    box = button.bounding_box()
    assert box is not None
    finger = phone_page.context.new_cdp_session(phone_page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    help_the_first(phone_page, database)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    taken_is(phone_page, number)


def test_who_moves_away_has_thought_better_of_it(desk_page: Page, database: Database) -> None:
    button, number = third_of_four(desk_page, database)
    button.hover()
    desk_page.mouse.down()
    help_the_first(desk_page, database)
    desk_page.mouse.move(5, 5)
    desk_page.mouse.up()
    last = desk_page.locator(".follow-up").last
    last_number = last.locator(".follow-up-who .numbers").inner_text()
    assert last_number != number
    last.get_by_role("button", name="Me encargo yo").click()
    taken_is(desk_page, last_number)


def test_a_row_of_the_calls(desk_page: Page, database: Database) -> None:
    """A call comes in above it."""
    for number in range(3):
        call = place_call(database, number, phone=f"+34600{number:06d}", minutes_ago=60 + number)
        finish_call(database, call)
    desk_page.goto("/calls")
    expect(desk_page.locator(LIVE)).to_be_attached()
    first = desk_page.locator(".ag-center-cols-container .ag-row[row-index='0']")
    expect(first).to_have_attribute("row-id", re.compile("-"))
    call_id = first.get_attribute("row-id")
    first.locator(".ag-cell").nth(3).hover()
    desk_page.mouse.down()
    place_call(database, 9, phone="+34600000009", minutes_ago=1)
    pressed = desk_page.locator(f".ag-center-cols-container .ag-row[row-id='{call_id}']")
    expect(pressed).to_have_attribute("row-index", "1")
    desk_page.mouse.up()
    expect(desk_page).to_have_url(re.compile(f"/analysis/{call_id}"))
