"""Boards by the API: whose they are, who sees them, the order of their charts, and what cannot be kept."""

from typing import Any

import pytest
from flask import Flask

from db.actions.boards import MAX_CHARTS
from db.database import Database
from tests.dashboard_app.conftest import Person, person

BOOKINGS = {"figure": "booking_rate", "by": "week"}
MISSED = {"figure": "missed_calls", "by": "weekday", "split": "hour"}
COSTS = {"figure": "cost_per_call", "by": "intent", "language": "de"}


@pytest.fixture
def carla(server: Flask, database: Database) -> Person:
    return person(server, database, "staff")


def call(who: Person, method: str, path: str = "", body: Any = None) -> Any:
    return who.client.open(f"/api/boards{path}", method=method, json=body, headers=who.bearer)


def make(who: Person, name: str = "Lunes", *charts: dict[str, str], **rest: Any) -> Any:
    body = {"name": name, "charts": [{"filters": one} for one in charts], **rest}
    return call(who, "POST", body=body)


def figures(board: Any) -> list[str]:
    return [chart["filters"]["figure"] for chart in board["charts"]]


def test_whoever_looks_may_make_a_board(bruno: Person) -> None:
    answer = make(bruno, "  El   lunes ", BOOKINGS, COSTS)

    assert answer.status_code == 201
    assert (answer.json["name"], answer.json["is_mine"]) == ("El lunes", True)
    assert [chart["filters"] for chart in answer.json["charts"]] == [BOOKINGS, COSTS]
    assert call(bruno, "GET").json["items"] == [answer.json]
    assert call(bruno, "GET", f"/{answer.json['id']}").json == answer.json


def test_a_chart_has_a_whole_question_and_no_period(bruno: Person) -> None:
    given = {"by": "hour", "from": "2026-01-01", "to": "2026-01-31", "period": "week", "language": "es"}

    [chart] = make(bruno, "Horas", given).json["charts"]

    assert chart["filters"] == {"figure": "calls", "by": "hour", "language": "es"}


def test_private_is_private_and_shared_is_shared(alicia: Person, bruno: Person) -> None:
    mine = make(bruno, "Mío").json
    make(bruno, "De todos", is_shared=True)

    assert [board["name"] for board in call(alicia, "GET").json["items"]] == ["De todos"]
    assert call(alicia, "GET", f"/{mine['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"name": " "}, 422, "empty_name", id="no name"),
        pytest.param({"name": "x" * 61}, 422, "long_name", id="long name"),
        pytest.param({"name": "Lunes"}, 409, "name_taken", id="same name"),
        pytest.param({"colour": "red"}, 422, "invalid_body", id="unknown field"),
        pytest.param({"charts": [{"filters": {"figure": "profit"}}]}, 422, "invalid_filters", id="no such figure"),
        pytest.param({"charts": [{"filters": {"speed": "1"}}]}, 422, "invalid_filters", id="unknown filter"),
        pytest.param({"charts": [{}] * (MAX_CHARTS + 1)}, 422, "many_charts", id="too many charts"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_says_why(bruno: Person, body: dict[str, Any], status: int, code: str) -> None:
    make(bruno)

    answer = call(bruno, "POST", body={"name": "Otro", **body})

    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert [board["name"] for board in call(bruno, "GET").json["items"]] == ["Lunes"]


def test_a_chart_is_added_at_the_end_and_taken_away(bruno: Person) -> None:
    board = make(bruno, "Lunes", BOOKINGS).json

    added = call(
        bruno,
        "POST",
        f"/{board['id']}/charts",
        {"filters": {**MISSED, "from": "2026-01-01"}, "is_wide": True},
    )
    assert (added.status_code, figures(added.json)) == (201, ["booking_rate", "missed_calls"])
    assert added.json["charts"][1] == {**added.json["charts"][1], "filters": MISSED, "is_wide": True}

    first = board["charts"][0]["id"]
    gone = call(bruno, "DELETE", f"/{board['id']}/charts/{first}")
    assert figures(gone.json) == ["missed_calls"]
    assert call(bruno, "DELETE", f"/{board['id']}/charts/{first}").status_code == 404


@pytest.mark.parametrize(
    ("chart", "place", "order"),
    [
        pytest.param(0, 1, ["missed_calls", "booking_rate", "cost_per_call"], id="later"),
        pytest.param(2, 1, ["booking_rate", "cost_per_call", "missed_calls"], id="earlier"),
        pytest.param(2, 0, ["cost_per_call", "booking_rate", "missed_calls"], id="first"),
        pytest.param(0, 99, ["missed_calls", "cost_per_call", "booking_rate"], id="beyond the last"),
        pytest.param(1, -5, ["missed_calls", "booking_rate", "cost_per_call"], id="before the first"),
        pytest.param(1, 1, ["booking_rate", "missed_calls", "cost_per_call"], id="where it is"),
    ],
)
def test_a_chart_is_moved(bruno: Person, chart: int, place: int, order: list[str]) -> None:
    board = make(bruno, "Lunes", BOOKINGS, MISSED, COSTS).json
    path = f"/{board['id']}/charts/{board['charts'][chart]['id']}"

    assert figures(call(bruno, "PATCH", path, {"place": place}).json) == order


def test_a_chart_is_made_wide_where_it_stands(bruno: Person) -> None:
    board = make(bruno, "Lunes", BOOKINGS, MISSED).json

    changed = call(bruno, "PATCH", f"/{board['id']}/charts/{board['charts'][1]['id']}", {"is_wide": True})

    assert [chart["is_wide"] for chart in changed.json["charts"]] == [False, True]


def test_a_board_is_renamed_shared_and_deleted(alicia: Person, bruno: Person) -> None:
    board = make(bruno).json

    changed = call(bruno, "PATCH", f"/{board['id']}", {"name": "Martes", "is_shared": True})
    assert (changed.json["name"], changed.json["is_shared"]) == ("Martes", True)
    assert call(alicia, "GET", f"/{board['id']}").json["is_mine"] is False

    assert call(bruno, "DELETE", f"/{board['id']}").status_code == 204
    assert call(bruno, "GET", f"/{board['id']}").status_code == 404


CHANGES = (
    ("PATCH", "", {"name": "Suyo"}),
    ("DELETE", "", None),
    ("POST", "/charts", {"filters": MISSED}),
    ("PATCH", "/charts/{chart}", {"place": 0}),
    ("DELETE", "/charts/{chart}", None),
)


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_colleagues_change_nothing_of_it(
    bruno: Person, carla: Person, method: str, path: str, body: Any
) -> None:
    board = make(bruno, "Lunes", BOOKINGS, MISSED, is_shared=True).json
    where = f"/{board['id']}{path.format(chart=board['charts'][1]['id'])}"

    assert call(carla, method, where, body).status_code == 404
    assert call(bruno, "GET", f"/{board['id']}").json == board


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_who_tidies_up_changes_shared_ones(
    alicia: Person, bruno: Person, method: str, path: str, body: Any
) -> None:
    board = make(bruno, "Lunes", BOOKINGS, MISSED, is_shared=True).json
    where = f"/{board['id']}{path.format(chart=board['charts'][1]['id'])}"

    assert call(alicia, method, where, body).status_code < 300


@pytest.mark.parametrize("path", ["/x", "/x/charts/x", "/00000000-0000-0000-0000-000000000000"])
def test_what_there_is_not_is_not_found(bruno: Person, path: str) -> None:
    answer = call(bruno, "PATCH", path, {})

    assert (answer.status_code, answer.json["error"]["code"]) == (404, "unknown_board")
