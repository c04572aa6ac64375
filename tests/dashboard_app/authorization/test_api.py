"""Every path of the API's description: closed to strangers, read-only for who may only look."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard_app.access.rules import OWN_PREFIXES, SAFE_METHODS, is_public
from dashboard_app.api.openapi import document
from db.database import Database
from db.models import Board
from tests.dashboard_app.authorization.bodies import body_of
from tests.dashboard_app.authorization.conftest import NUMBER, TAG, Person, Workshop, everything_but, leaked

DOCUMENT = document("http://localhost")
FIXED = {"metric": "calls", "page": "calls", "step": "take", "tag": TAG}


class Names(dict[str, str]):
    """What a path names that we have none of is a call, which is no such thing either."""

    def __missing__(self, name: str) -> str:
        return self["id"]


class Knock(NamedTuple):
    method: str
    path: str
    body: Any
    names_ids: bool

    def ask(self, client: FlaskClient, headers: dict[str, str]) -> Any:
        socket = {"Connection": "Upgrade", "Upgrade": "websocket"} if self.path.startswith("/ws/") else {}
        return client.open(
            self.path,
            method=self.method,
            headers={**headers, **socket},
            json=self.body,
            follow_redirects=False,
        )


def knocks(ids: dict[str, str]) -> Iterator[Knock]:
    """What takes away last, so that all else has been asked while there was something to take."""
    for path, ways in sorted(DOCUMENT["paths"].items()):
        for method, operation in ways.items():
            for call in (ids["id"], ids["live"], ids["id"].replace("-", ""), "{" + ids["id"] + "}"):
                shown = path.format_map(Names({**FIXED, **ids, "id": call}))
                yield Knock(method.upper(), shown, body_of(operation, DOCUMENT, ids), shown != path)
                if "{id}" not in path:
                    break


def by_harm(knock: Knock) -> tuple[bool, bool, bool]:
    return (knock.method == "DELETE", knock.method not in SAFE_METHODS, knock.names_ids)


def ours(knock: Knock) -> bool:
    """Not the carrier's and the provider's, which sign, and not those that are open to all; nor the socket of one's own house, which
    needs a real one."""
    return not is_public(knock.path) and knock.path not in {"/metrics", "/ws/metrics"}


def test_a_stranger_finds_nothing_and_changes_nothing(
    database: Database, workshop: Workshop, neighbour: Person
) -> None:
    own = (neighbour.member.organization_id, neighbour.member.id)
    before = everything_but(database, *own)
    open_to_them = []
    for knock in sorted(filter(ours, knocks(workshop.ids)), key=by_harm):
        answer = knock.ask(neighbour.client, neighbour.headers)
        told = f"{knock.method} {knock.path} {answer.status_code}"
        assert answer.status_code < 500, f"{told} {answer.text}"
        assert leaked(workshop, answer) == [], told
        if answer.status_code < 400 and any(one in knock.path for one in workshop.ids.values()):
            open_to_them.append(told)

    assert open_to_them == []
    assert everything_but(database, *own) == before


def test_filters_that_name_what_is_anothers_find_nothing(
    database: Database, workshop: Workshop, neighbour: Person
) -> None:
    for asked in (
        {"phone": NUMBER},
        {"q": "Xirinacs"},
        {"tag": TAG},
        {"id": workshop.ids["id"]},
        {"is_simulated": "true"},
    ):
        for path in ("/api/conversations", "/api/metrics/calls"):
            answer = neighbour.client.get(f"{path}?{urlencode(asked)}", headers=neighbour.headers)
            assert answer.status_code == 200, answer.text
            assert (answer.json.get("items") or []) == []
            assert answer.json.get("value", 0) in {0, None}
            assert leaked(workshop, answer) == []


def test_who_may_only_look_changes_nothing(database: Database, workshop: Workshop, analyst: Person) -> None:
    before = everything_but(database, analyst.member.id)
    for knock in sorted(filter(ours, knocks(workshop.ids)), key=by_harm):
        answer = knock.ask(analyst.client, analyst.headers)
        may = knock.method in SAFE_METHODS or knock.path.startswith(OWN_PREFIXES)
        assert may or answer.status_code == 403, f"{knock.method} {knock.path} {answer.status_code}"

    with database.reading() as session:
        own = session.scalars(select(Board.id).where(Board.owner_id == analyst.member.id)).all()
    assert own
    assert everything_but(database, analyst.member.id, *own) == before


def test_who_has_not_signed_in_gets_nowhere(product: Flask, workshop: Workshop) -> None:
    for knock in filter(ours, knocks(workshop.ids)):
        answer = knock.ask(product.test_client(), {})
        assert answer.status_code == 401, f"{knock.method} {knock.path}"
