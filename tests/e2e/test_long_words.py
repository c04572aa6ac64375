"""Words longer than a telephone is wide, and names that are written from right to left."""

import json
from uuid import UUID

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from db.actions.annotations import add_tag
from db.database import Database
from db.queries.users import member_of_email
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.e2e.conftest import SITE_EMAIL
from tests.e2e.test_places import settle

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NAME = "ليلى"
IS_TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
DIGITS = """(place) => {
    const found = place.firstChild, left = (at) => {
        const one = document.createRange();
        one.setStart(found, at); one.setEnd(found, at + 1);
        return one.getBoundingClientRect().left;
    };
    return [...found.data].map((letter, at) => [left(at), letter]).sort(([a], [b]) => a - b).map(([, letter]) => letter).join("");
}"""


def leave_a_call(database: Database) -> UUID:
    call = place_call(database, 1, phone="+34600942361", minutes_ago=60)
    finish_call(database, call, outcome="abandoned")
    settle(database)
    with database.transaction() as session:
        found = member_of_email(session, SITE_EMAIL)
        assert found is not None
        add_tag(session, conversation_id=call, user_id=found[0].id, tag="w" * 40)
        session.execute(text("UPDATE follow_ups SET note = :note"), {"note": WORD})
        session.execute(
            text(
                "UPDATE conversation_analysis SET results ="
                " jsonb_set(results, '{entities,caller_name,value}', CAST(:name AS jsonb))"
            ),
            {"name": json.dumps(NAME)},
        )
    return call


def as_seen(number: Locator) -> str:
    """Its letters in the order of their places on the screen."""
    seen: str = number.evaluate(DIGITS)
    return seen


def test_long_words_stay_on_a_telephone(phone_page: Page, database: Database) -> None:
    call = leave_a_call(database)
    phone_page.goto("/follow-ups")
    expect(phone_page.get_by_text(WORD)).to_be_visible()
    assert not phone_page.evaluate(IS_TOO_WIDE)
    phone_page.goto(f"/analysis/{call}")
    phone_page.get_by_role("tab", name="Notas y cliente").click()
    expect(phone_page.get_by_text("w" * 40)).to_be_visible()
    assert not phone_page.evaluate(IS_TOO_WIDE)


def test_a_number_beside_an_arabic_name_can_be_dialled(phone_page: Page, database: Database) -> None:
    call = leave_a_call(database)
    for path, place in ((f"/analysis/{call}", ".call-number"), ("/live", ".rows .row-main .numbers")):
        phone_page.goto(path)
        number = phone_page.locator(place).first
        expect(number).to_be_visible()
        assert as_seen(number) == "600 94 23 61"
