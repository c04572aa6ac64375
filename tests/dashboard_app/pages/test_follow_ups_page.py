"""What is left to do for callers, and who sees to it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from dashboard_app import ids
from dashboard_app.pages import follow_ups
from dashboard_app.pages import follow_ups_together as together
from db.actions.follow_ups import settle_follow_ups
from db.database import Database
from db.models import FollowUp
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.dashboard_app.reading import links, with_class, words


@pytest.fixture
def waiting(database: Database, reader: Member) -> str:
    """A caller who hung up before being helped; the id of the item."""
    call = place_call(database, 5, minutes_ago=60)
    finish_call(database, call, outcome="abandoned")
    return settled(database, reader)


def settle(database: Database, who: Member) -> None:
    with database.transaction() as session:
        settle_follow_ups(
            session, organization_id=who.organization_id, since=datetime.now(UTC) - timedelta(days=1)
        )


def settled(database: Database, who: Member) -> str:
    settle(database, who)
    with database.reading() as session:
        return str(session.scalars(select(FollowUp.id)).one())


def test_nobody_waits(reader: Member) -> None:
    assert "Nadie espera" in words(follow_ups.layout())


def test_a_long_list_begins_with_its_first_items(database: Database, reader: Member) -> None:
    for number in range(3):
        call = place_call(database, number, phone=f"+34600{number:06d}", minutes_ago=60 - number)
        finish_call(database, call, outcome="abandoned")
    settle(database, reader)

    counts = [len(with_class(follow_ups.shown("open", length), "follow-up")) for length in (1, 2, 3)]
    assert counts == [1, 2, 3]
    assert "Ver más" in words(follow_ups.shown("open", 2))
    assert "Ver más" not in words(follow_ups.shown("open", 3))


def test_an_item_says_who_what_and_leads_to_the_words(waiting: str) -> None:
    shown = follow_ups.layout()

    [card] = with_class(shown, "follow-up")
    assert "Joan Riera" in words(card)
    assert "Pedir cita" in words(card)
    assert any(link.endswith("#turn-2") for link in links(card))
    assert "tel:+34612480917" in links(card)


@pytest.mark.parametrize("view", ["open", "nonsense"])
def test_an_unknown_view_is_the_first_one(waiting: str, view: str) -> None:
    assert len(with_class(follow_ups.layout(view=view), "follow-up")) == 1


def test_taken_ones_are_mine_and_done_ones_are_closed(waiting: str) -> None:
    assert with_class(follow_ups.shown("mine"), "follow-up") == []

    refused, mine = follow_ups.taken("take", waiting, None, "mine")
    assert (refused, len(with_class(mine, "follow-up"))) == ("", 1)

    refused, left = follow_ups.taken("done", waiting, "viene el lunes", "open")
    assert (refused, with_class(left, "follow-up")) == ("", [])
    assert "viene el lunes" in words(follow_ups.shown("closed"))


def test_nobody_answered_is_said_on_the_card_and_may_be_a_slip(waiting: str) -> None:
    refused, shown = follow_ups.taken("tried", waiting, None, "open")
    assert refused == ""
    [said] = with_class(shown, "follow-up-tried")
    assert "Sin respuesta: 1 · última, hoy" in words(said)
    assert "Staff" in words(said)
    assert "Deshacer" in words(said)

    _refused, shown = follow_ups.taken("untried", waiting, None, "open")
    assert with_class(shown, "follow-up-tried") == []


def test_what_was_closed_is_said_with_the_way_back(waiting: str) -> None:
    [undone] = with_class(
        follow_ups.undoable({"step": "done", "index": waiting, "label": "Hecho: Joan Riera"}), "undo-note"
    )

    assert words(undone) == "Hecho: Joan Riera Deshacer"


def test_how_many_wait_stands_in_the_navigation(waiting: str) -> None:
    places = [{"type": ids.FOLLOW_UP_COUNT, "where": where} for where in ("sidebar", "tabbar")]
    assert [words(mark) for mark in follow_ups.count_again(1, places)] == ["1 1 en espera"] * 2

    follow_ups.taken("done", waiting, None, "open")

    assert follow_ups.count_again(2, places) == [[], []]


def test_who_comes_second_is_told(waiting: str) -> None:
    follow_ups.taken("done", waiting, None, "open")

    refused, _list = follow_ups.taken("done", waiting, None, "open")

    assert "cambiado" in words(refused)


def test_analysts_look_only(database: Database, analyst: Member) -> None:
    finish_call(database, place_call(database, 5, minutes_ago=60), outcome="abandoned")
    item = settled(database, analyst)

    assert "Hecho" not in words(follow_ups.shown("open"))
    assert "no" in words(follow_ups.taken("done", item, None, "open")[0])
    assert len(with_class(follow_ups.shown("open"), "follow-up")) == 1


def test_all_of_a_reason_are_closed_at_once(database: Database, reader: Member) -> None:
    for number in range(3):
        call = place_call(database, number, phone=f"+34600{number:06d}", minutes_ago=60 - number)
        finish_call(database, call, outcome="abandoned")
    settle(database, reader)
    with database.transaction() as session:
        is_first = FollowUp.phone_number == "+34600000000"
        session.execute(update(FollowUp).where(is_first).values(kind="missed"))

    assert "En la lista: 3" in words(follow_ups.shown("open"))
    assert "En la lista: 2" in words(follow_ups.shown("open", kind="urgent"))
    is_open, title, count, *_rest, order = together.asked("done", "open", "urgent")
    assert (is_open, title, count) == (True, "Todo hecho", "Abiertos: 2")
    assert "Cambiados: 2" in words(together.carried_out(order, "Llamados"))
    assert len(with_class(follow_ups.shown("open"), "follow-up")) == 1


def test_analysts_close_nothing_at_once(database: Database, analyst: Member) -> None:
    finish_call(database, place_call(database, 5, minutes_ago=60), outcome="abandoned")
    settled(database, analyst)

    *_shown, order = together.asked("done", "open", "any")
    assert "no" in words(together.carried_out(order, ""))
    assert len(with_class(follow_ups.shown("open"), "follow-up")) == 1
