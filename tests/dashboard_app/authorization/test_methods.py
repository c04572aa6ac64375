"""Which ways to ask there are at each path of the API's description: asked for them, or in a way that there is not, it says the same."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from db.database import Database
from db.models import User
from db.queries.users import member_of_email
from db.session_cookie import cookie_of
from tests.dashboard_app.authorization.conftest import Workshop
from tests.dashboard_app.authorization.test_api import DOCUMENT, FIXED, Names

WAYS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# Beside their own: those of a rule, or an order, with that name.
SAME_PLACE = {
    "/api/alert-rules/trial": {"GET", "PATCH", "DELETE"},
    "/api/conversations/orders/estimate": {"GET"},
}


@pytest.fixture
def boss(product: Flask, database: Database, workshop: Workshop) -> FlaskClient:
    with database.reading() as session:
        email = session.scalars(select(User.email).where(User.role == "admin")).one()
        found = member_of_email(session, email)
    assert found is not None
    client = product.test_client()
    with client.session_transaction() as cookie:
        cookie.update(cookie_of(found[0]))
    return client


def described(workshop: Workshop) -> dict[str, set[str]]:
    found = {}
    for path, operations in DOCUMENT["paths"].items():
        ways = {way.upper() for way in operations} & WAYS | SAME_PLACE.get(path, set())
        shown = path.format_map(Names({**FIXED, **workshop.ids}))
        found[shown] = (
            ways | {"OPTIONS"} | ({"HEAD"} if "GET" in ways and not path.startswith("/ws/") else set())
        )
    return found


def answered(client: FlaskClient, method: str, path: str) -> tuple[int, set[str]]:
    answer = client.open(path, method=method, headers={"Sec-Fetch-Site": "same-origin"})
    return answer.status_code, set(answer.headers.get("Allow", "").split(", "))


def test_options_are_those_of_the_description(boss: FlaskClient, workshop: Workshop) -> None:
    wanted = described(workshop)

    assert {path: answered(boss, "OPTIONS", path)[1] for path in wanted} == wanted


@pytest.mark.parametrize("method", ["PUT", "PROPFIND"])
def test_whoever_asks_in_another_way_is_told_them(boss: FlaskClient, workshop: Workshop, method: str) -> None:
    wanted = {
        path: (405, ways)
        for path, ways in described(workshop).items()
        if method not in ways and not path.startswith("/ws/")  # sockets: 426
    }

    assert {path: answered(boss, method, path) for path in wanted} == wanted


@pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND", "TRACE"])
def test_where_nothing_is_there_is_no_way_to_ask(boss: FlaskClient, method: str) -> None:
    assert answered(boss, method, "/api/nothing") == (404, {""})
