"""Saved views by the API: whose they are, who sees them, what cannot be kept, and how pages open."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from db.database import Database
from tests.dashboard_app.conftest import Person, person


@pytest.fixture
def carla(server: Flask, database: Database) -> Person:
    return person(server, database, "staff")


def save(who: Person, name: str = "Quejas", **rest: Any) -> Any:
    body = {"page": "calls", "name": name, "filters": {"intent": "complaint"}, **rest}
    return who.client.post("/api/views", json=body, headers=who.bearer)


def names(who: Person, query: str = "") -> list[str]:
    return [item["name"] for item in who.client.get(f"/api/views{query}", headers=who.bearer).json["items"]]


def test_whoever_looks_may_keep_a_view(bruno: Person) -> None:
    answer = save(bruno, "  Quejas   de hoy ")

    assert answer.status_code == 201
    assert answer.json["name"] == "Quejas de hoy"
    assert answer.json["address"] == "/calls?intent=complaint"
    assert answer.json["is_mine"]
    assert names(bruno, "?page=calls") == ["Quejas de hoy"]
    assert names(bruno, "?page=panel") == []


def test_private_is_private_and_shared_is_shared(alicia: Person, bruno: Person) -> None:
    save(bruno, "Mía")
    save(bruno, "De todos", is_shared=True)

    assert names(alicia) == ["De todos"]
    assert names(bruno) == ["De todos", "Mía"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"name": "  "}, 422, "empty_name", id="no name"),
        pytest.param({"name": "x" * 61}, 422, "long_name", id="long name"),
        pytest.param({"name": "Quejas"}, 409, "name_taken", id="same name"),
        pytest.param({"filters": {"status": "lost"}}, 422, "invalid_filters", id="unknown value"),
        pytest.param({"filters": {"speed": "1"}}, 422, "invalid_filters", id="unknown filter"),
        pytest.param({"page": "today"}, 422, "invalid_body", id="unknown page"),
        pytest.param({"colour": "red"}, 422, "invalid_body", id="unknown field"),
    ],
)
def test_what_cannot_be_kept_says_why(bruno: Person, body: dict[str, Any], status: int, code: str) -> None:
    save(bruno)

    answer = save(bruno, **{"name": "Otra", **body})

    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert names(bruno) == ["Quejas"]


@pytest.mark.parametrize("body", ["{bad", "[]", "null", ""])
def test_a_body_that_is_no_json_object_says_so(bruno: Person, body: str) -> None:
    answer = bruno.client.post("/api/views", data=body, content_type="application/json", headers=bruno.bearer)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid_body")
    assert "must be a JSON object" in answer.json["error"]["message"]
    assert "details" not in answer.json["error"]


def test_a_view_is_changed_and_deleted(bruno: Person) -> None:
    made = save(bruno).json
    path = f"/api/views/{made['id']}"

    changed = bruno.client.patch(
        path, json={"name": "Citas", "filters": {"intent": "book_appointment"}}, headers=bruno.bearer
    ).json
    assert (changed["name"], changed["filters"]) == ("Citas", {"intent": "book_appointment"})
    assert changed["changed_at"]
    save(bruno, "Quejas")
    taken = bruno.client.patch(path, json={"name": "Quejas"}, headers=bruno.bearer)
    assert taken.status_code == 409
    assert bruno.client.delete(path, headers=bruno.bearer).status_code == 204
    assert bruno.client.delete(path, headers=bruno.bearer).status_code == 404


def test_a_view_keeps_columns_and_lets_them_go(bruno: Person) -> None:
    made = save(bruno, filters={}, columns=["cost_eur", "started_at"], widths={"cost_eur": 150}).json
    path = f"/api/views/{made['id']}"

    assert (made["columns"], made["widths"]) == (["cost_eur", "started_at"], {"cost_eur": 150})
    assert made["address"] == f"/calls?view={made['id']}"
    renamed = bruno.client.patch(path, json={"name": "Costes"}, headers=bruno.bearer).json
    assert renamed["columns"] == ["cost_eur", "started_at"]
    plain = bruno.client.patch(path, json={"columns": None, "widths": None}, headers=bruno.bearer).json
    assert (plain["columns"], plain["widths"], plain["address"]) == (None, {}, "/calls?view=none")
    assert save(bruno, "Panel", page="panel", filters={}, columns=["tags"]).status_code == 422


def test_others_may_not_change_it_but_those_who_tidy_up(alicia: Person, bruno: Person, carla: Person) -> None:
    private, shared = save(bruno, "Mía").json["id"], save(bruno, "De todos", is_shared=True).json["id"]

    def rename(who: Person, view: str) -> int:
        answer = who.client.patch(f"/api/views/{view}", json={"name": "Nueva"}, headers=who.bearer)
        return answer.status_code

    assert rename(carla, shared) == 404
    assert rename(alicia, private) == 404
    assert rename(alicia, shared) == 200
    assert names(bruno) == ["Mía", "Nueva"]


def test_a_page_opens_as_one_likes(alicia: Person, bruno: Person) -> None:
    shared, private = save(bruno, "De todos", is_shared=True).json["id"], save(bruno, "Mía").json["id"]

    def prefer(who: Person, **body: Any) -> Any:
        return who.client.patch("/api/preferences/calls", json=body, headers=who.bearer)

    assert prefer(alicia, view_id=private).status_code == 404
    assert prefer(alicia, view_id=shared).json["view_id"] == shared
    chosen = prefer(alicia, columns=["started_at", "tags"]).json
    assert chosen == {"page": "calls", "view_id": shared, "columns": ["started_at", "tags"], "widths": {}}
    assert prefer(alicia, columns=["speed"]).status_code == 422
    assert prefer(alicia, widths={"tags": 210}).json["widths"] == {"tags": 210}
    assert prefer(alicia, widths={"tags": 5}).json["error"]["code"] == "invalid_widths"
    assert bruno.client.get("/api/preferences/calls", headers=bruno.bearer).json["view_id"] is None

    bruno.client.patch(f"/api/views/{shared}", json={"is_shared": False}, headers=bruno.bearer)
    left = alicia.client.get("/api/preferences/calls", headers=alicia.bearer).json
    assert (left["view_id"], left["columns"]) == (None, ["started_at", "tags"])
    assert prefer(alicia, columns=None).json["columns"] is None


def test_unknown_pages_and_views_are_not_there(bruno: Person) -> None:
    for path in ("/api/preferences/today", f"/api/views/{uuid4()}", "/api/views/none"):
        answer = bruno.client.patch(path, json={}, headers=bruno.bearer)
        assert answer.status_code == 404, path
