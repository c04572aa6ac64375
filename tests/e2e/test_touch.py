"""On a telephone, what is pressed is large enough, and a name stays on one line."""

from playwright.sync_api import Locator, Page, expect

from db.database import Database
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.test_places import leave_callers_waiting, open_follow_ups

FINGER = 40  # pixels


def lowest(places: Locator) -> float:
    return float(
        places.evaluate_all("all => Math.min(...all.map((one) => one.getBoundingClientRect().height))")
    )


def test_steps_and_ways_are_as_high_as_a_finger(phone_page: Page, database: Database) -> None:
    leave_callers_waiting(database, 2)
    open_follow_ups(phone_page)
    steps = phone_page.locator(".follow-up-steps .btn")
    expect(steps.first).to_be_visible()
    assert lowest(steps) >= FINGER

    phone_page.goto("/settings")
    ways = phone_page.locator(".settings-ways a")
    expect(ways.first).to_be_visible()
    assert lowest(ways) >= FINGER


def test_a_number_without_room_beside_the_name_goes_below_it(phone_page: Page, database: Database) -> None:
    finish_call(database, place_call(database, 1, minutes_ago=60))
    phone_page.goto("/calls")
    row = phone_page.locator(".row-main").first
    expect(row).to_contain_text("Joan Riera")
    lines = row.evaluate(
        """(row) => {
          row.style.cssText = "display: block; width: 9rem";
          const name = document.createRange();
          name.setStart(row.firstChild, 0);
          name.setEnd(row.firstChild, row.firstChild.length);
          return [name.getClientRects().length, row.querySelector(".quiet").offsetTop > row.offsetTop + 5];
        }"""
    )
    assert lines == [1, True]
