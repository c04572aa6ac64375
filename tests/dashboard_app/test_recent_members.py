"""A page that reads anew by itself is not looked up each time; whatever else is asked for is."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from dashboard_app.shared_answers import share
from db.database import Database
from db.models import User
from tests.dashboard_app.conftest import Person

ANEW = {"tick": 2, "heard": 1}


def ask(
    client: FlaskClient, headers: dict[str, str], said: Any, reasons: tuple[str, ...] = ("live-said.data",)
) -> int:
    body = {
        "output": "live-board.children",
        "outputs": {"id": "live-board", "property": "children"},
        "inputs": [
            {"id": "live-said", "property": "data", "value": said},
            {"id": "live-wall", "property": "data", "value": False},
        ],
        "changedPropIds": [*reasons],
    }
    sent = {**headers, "Content-Type": "application/json"}
    return client.post("/_dash-update-component", data=json.dumps(body), headers=sent).status_code


@pytest.mark.parametrize(
    ("said", "reasons", "expected"),
    [
        pytest.param(ANEW, ("live-said.data",), 200, id="because of an event, a moment later"),
        pytest.param({"tick": 2, "heard": None}, ("live-said.data",), 401, id="by the timer"),
        pytest.param(ANEW, ("live-said.data", "live-wall.data"), 401, id="because somebody pressed"),
    ],
)
def test_who_may_not_come_in_any_more(
    alicia: Person, database: Database, said: Any, reasons: tuple[str, ...], expected: int
) -> None:
    share("live-board.children", "live-said")
    assert ask(alicia.client, alicia.bearer, ANEW) == 200
    with database.transaction() as session:
        session.execute(update(User).where(User.email == alicia.email).values(is_active=False))

    assert ask(alicia.client, alicia.bearer, said, reasons) == expected
    assert alicia.client.get("/api/metrics", headers=alicia.bearer).status_code == 401
    assert ask(alicia.client, alicia.bearer, ANEW) == 401, "once it has been noticed"
