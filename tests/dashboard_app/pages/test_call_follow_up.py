"""What is left to do for a caller, on the page of a call of theirs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from dashboard_app.components.step_button import Press
from dashboard_app.pages import call
from dashboard_app.pages import call_follow_up as page
from db.actions.follow_ups import settle_follow_ups
from db.database import Database
from db.models import FollowUp
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.dashboard_app.reading import links, parts, with_class, with_id, words


def abandoned(database: Database, who: Member, number: int = 5, *, minutes_ago: int = 60) -> UUID:
    found = place_call(database, number, minutes_ago=minutes_ago)
    finish_call(database, found, outcome="abandoned")
    with database.transaction() as session:
        settle_follow_ups(
            session, organization_id=who.organization_id, since=datetime.now(UTC) - timedelta(days=1)
        )
    return found


def follow_up_id(database: Database) -> str:
    with database.reading() as session:
        return str(session.scalars(select(FollowUp.id).where(FollowUp.state == "open")).one())


def pressed(step: str, index: str) -> Press:
    return {"step": step, "index": index, "label": step}


def names(component: object) -> list[str]:
    return [words(part) for part in parts(component) if getattr(part, "data-press", None) == page.PRESSED]


def test_whoever_rings_back_from_the_call_closes_it_there(database: Database, reader: Member) -> None:
    waiting = abandoned(database, reader)

    shown = with_id(call.layout(str(waiting)), page.PLACE)
    assert "tel:+34612480917" in links(shown)
    assert names(shown) == ["No contesta", "Me encargo yo", "Hecho", "No hace falta"]
    _said, tried = page.taken(pressed("tried", follow_up_id(database)), None, str(waiting))
    assert "Sin respuesta: 1" in words(tried)

    said, left = page.taken(pressed("done", follow_up_id(database)), "viene el lunes", str(waiting))
    assert said == ""
    assert "viene el lunes" in words(left)
    assert names(left) == ["Volver a abrir"]


def test_a_later_call_of_the_same_caller_shows_what_is_open(database: Database, reader: Member) -> None:
    """It leads to the call that the follow-up is about."""
    later = place_call(database, 6, minutes_ago=5)
    waiting = abandoned(database, reader)
    finish_call(database, later, outcome="unknown")

    shown = page.shown_again(str(later))

    assert f"/analysis/{waiting}" in links(shown)
    assert "Hecho" in words(shown)


def test_a_test_call_shows_nothing_of_a_caller_with_its_number(database: Database, reader: Member) -> None:
    abandoned(database, reader)
    test = place_call(database, 6, minutes_ago=5, is_test=True)
    finish_call(database, test)

    assert page.shown_again(str(test)) is None


def test_a_call_without_one_is_added_by_hand(database: Database, reader: Member, finished_call: UUID) -> None:
    assert names(page.shown_again(str(finished_call))) == ["Apuntar en pendientes"]

    said, shown = page.taken(pressed(page.ASK, str(finished_call)), None, str(finished_call))

    assert said == ""
    assert "Lo pidió un compañero" in words(shown)


def test_who_comes_second_is_told_and_keeps_what_they_wrote(database: Database, reader: Member) -> None:
    waiting, item = abandoned(database, reader), follow_up_id(database)
    page.taken(pressed("done", item), None, str(waiting))

    said, shown = page.taken(pressed("done", item), "Le llamo el jueves", str(waiting))

    assert "cambiado" in words(said)
    assert any(getattr(part, "value", None) == "Le llamo el jueves" for part in parts(said))
    assert names(shown) == ["Volver a abrir"]


@pytest.mark.parametrize("step", ["done", page.ASK])
def test_analysts_look_only(database: Database, analyst: Member, step: str) -> None:
    waiting = abandoned(database, analyst)

    assert names(call.layout(str(waiting))) == []
    assert with_class(page.shown_again(str(waiting)), "follow-up-due")
    assert "no" in words(page.taken(pressed(step, follow_up_id(database)), None, str(waiting))[0])
    assert follow_up_id(database)


def test_a_running_call_offers_nothing_to_add(reader: Member, running_call: UUID) -> None:
    assert page.shown_again(str(running_call)) is None
