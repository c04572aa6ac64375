"""Boards as pages: what is on them, for which calls, and what may be changed."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest

from dashboard_app.components.board_list import EXAMPLE, charts
from dashboard_app.explore.question import is_known
from dashboard_app.pages import board, boards, explore
from dashboard_app.view_filters import kept_chart
from dashboard_app.viewer import current_viewer
from db.actions.boards import MAX_CHARTS, make_board
from db.database import Database
from db.demo.cli import load_demo
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import sign_up
from tests.dashboard_app.reading import links, parts, with_class, with_id, words

GERMANS = {"figure": "calls", "by": "hour", "language": "de"}
WEEKS = {"figure": "booking_rate", "by": "week"}
PERIOD = {"from": "2026-10-01", "to": "2026-10-31"}


def make(database: Database, owner: Member, *filters: dict[str, str], **rest: Any) -> UUID:
    with database.transaction() as session:
        return make_board(
            session,
            organization_id=owner.organization_id,
            owner_id=owner.id,
            charts=[(one, False) for one in filters],
            **{"name": "Lunes", **rest},
        )


def acts(page: Any) -> list[str]:
    """What may be changed, by the script's names."""
    named = [part.to_plotly_json()["props"] for part in parts(page) if type(part).__name__ == "Button"]
    return sorted({name for one in named for name in one if name.startswith(("data-board", "data-away"))})


def test_without_boards_there_is_a_way_to_begin(admin: Member) -> None:
    page = boards.layout()

    assert "Todavía no hay tableros" in words(page)
    assert acts(page) == ["data-board-make"]


def test_every_chart_of_the_example_can_be_kept(admin: Member) -> None:
    assert 0 < len(EXAMPLE) <= MAX_CHARTS
    for chart in charts():
        kept, wrong = kept_chart(chart["filters"])
        assert (kept, wrong) == (chart["filters"], [])
        assert all(is_known(name, value) for name, value in kept.items())


def test_the_list_names_what_is_on_each(admin: Member, database: Database) -> None:
    made = make(database, admin, WEEKS, GERMANS, is_shared=True)

    page = boards.layout()

    assert f"/boards/{made}" in links(page)
    for said in ("Lunes", "2 gráficos", "compartida", "Citas por petición, por semana"):
        assert said in words(page)


def test_a_board_has_a_place_for_each_chart_in_its_order(admin: Member, database: Database) -> None:
    page = board.layout(str(make(database, admin, WEEKS, GERMANS)), **PERIOD)

    titles = [words(card.children[0].children[0]) for card in with_class(page, "board-chart")]
    assert titles == ["Citas por petición, por semana", "Llamadas, por hora Idioma: Alemán"]
    assert with_id(page, board.FILTERS).data == PERIOD


def test_an_empty_board_says_how_to_fill_it(admin: Member, database: Database) -> None:
    page = board.layout(str(make(database, admin)))

    assert "Este tablero todavía está vacío" in words(page)
    assert "/explore" in links(page)


@pytest.mark.parametrize("name", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_board_has_a_way_on(admin: Member, name: str) -> None:
    page = board.layout(name)

    assert "No conocemos este tablero" in words(page)
    assert links(page) == ["/boards"]


@pytest.mark.parametrize(
    ("is_shared", "seen"), [pytest.param(False, False, id="private"), pytest.param(True, True, id="shared")]
)
def test_what_colleagues_see(admin: Member, database: Database, *, is_shared: bool, seen: bool) -> None:
    colleague = sign_up(database, "analyst")
    made = make(database, colleague, WEEKS, is_shared=is_shared)

    assert ("Lunes" in words(board.layout(str(made)))) is seen
    assert ("data-board-save" in acts(board.layout(str(made)))) is seen


def drawn(own: dict[str, str], **filters: str) -> list[Any]:
    return board.drawn_chart(own, {**PERIOD, **filters}, current_viewer(), name="chart-1")


def explored(shown: list[Any]) -> dict[str, str]:
    [address] = [link for link in links(shown) if link.startswith("/explore")]
    return dict(parse_qsl(urlsplit(address).query))


def test_the_boards_filters_count_where_the_chart_leaves_room(admin: Member, database: Database) -> None:
    assert explored(drawn(WEEKS, language="es")) == {**WEEKS, **PERIOD, "language": "es"}
    assert explored(drawn(GERMANS, language="es", intent="complaint")) == {
        **GERMANS, **PERIOD, "intent": "complaint",
    }  # fmt: skip


def test_a_chart_is_what_explore_answers(admin: Member, database: Database) -> None:
    load_demo(database, conversations=120, days=20, seed=8)
    period = {"from": "2000-01-01", "to": str(current_viewer().today)}
    question = {"figure": "calls", "by": "language"}

    on_board = board.drawn_chart(question, period, current_viewer(), name="chart-1")
    on_explore = explore.answered({**question, **period}, current_viewer())

    told = words(with_class(on_board, "figure-bars"))
    assert "Castellano" in told
    assert told == words(with_class(on_explore, "figure-bars"))


def test_explore_offers_the_boards_that_one_may_change(admin: Member, database: Database) -> None:
    make(database, admin, WEEKS, name="Mío")
    make(database, admin, *[WEEKS] * MAX_CHARTS, name="Lleno")

    buttons = {words(one): one.disabled for one in with_class(explore.layout(), "menu-act")}

    assert buttons == {"Lleno 12 de 12": True, "Mío 1 de 12": False}
