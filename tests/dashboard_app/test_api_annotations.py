"""Notes, tags, thumbs and marks: who may write them, what is refused, and that open pages hear of it."""

from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from db.actions.analyses import complete_ai, queue_ai
from db.database import Database
from db.models import Conversation, RealTimeEvent
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person, person


@pytest.fixture
def call(database: Database) -> UUID:
    return make_call(database, 1, text="Quiero pedir cita", intent="book_appointment", outcome="unresolved")


@pytest.fixture
def carla(server: Flask, database: Database) -> Person:
    return person(server, database, "staff")


def url(call: UUID, rest: str) -> str:
    return f"/api/conversation/{call}/{rest}"


def told(database: Database, call: UUID) -> list[str]:
    with database.reading() as session:
        events = select(RealTimeEvent.data).where(
            RealTimeEvent.conversation_id == call, RealTimeEvent.event_type == "call.annotated"
        )
        return [data["what"] for data in session.scalars(events.order_by(RealTimeEvent.id))]


def code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]  # type: ignore[attr-defined]


def test_half_a_character_spoils_no_note(alicia: Person, call: UUID) -> None:
    body = rb'{"text": "Llamar \ud83d\u0000 hoy"}'
    written = alicia.client.post(url(call, "notes"), data=body, content_type="application/json")

    assert (written.status_code, written.json["text"]) == (201, "Llamar ? hoy")  # type: ignore[index]


def test_nothing_is_written_beside_words_that_are_gone(
    database: Database, alicia: Person, call: UUID
) -> None:
    with database.transaction() as session:
        gone = {"words_erased_at": func.now(), "words_kept_days": 365}
        session.execute(update(Conversation).where(Conversation.id == call).values(gone))

    assert code(alicia.client.post(url(call, "notes"), json={"text": "Es Ana"})) == (409, "words_gone")
    assert code(alicia.client.post(url(call, "tags"), json={"tag": "vip"})) == (409, "words_gone")
    many = {"action": "tag", "ids": [str(call)], "tag": "vip"}
    answer = alicia.client.post("/api/conversations/actions", json=many).json
    assert answer is not None
    assert (answer["done"], answer["refused"]) == ([], [{"id": str(call), "code": "words_gone"}])
    assert told(database, call) == []


def test_a_note_is_its_authors(database: Database, alicia: Person, carla: Person, call: UUID) -> None:
    written = carla.client.post(url(call, "notes"), json={"text": " Llamarla por la tarde. "})
    note = url(call, f"notes/{written.json['id']}")  # type: ignore[index]

    assert (written.status_code, written.json["text"], written.json["author"]) == (  # type: ignore[index]
        201,
        "Llamarla por la tarde.",
        carla.email,
    )
    assert code(alicia.client.patch(note, json={"text": "Otra cosa"})) == (404, "unknown_note")
    changed = carla.client.patch(note, json={"text": "Llamarla mañana."}).json
    assert changed is not None
    assert changed["text"] == "Llamarla mañana."
    assert changed["edited_at"] is not None
    assert alicia.client.delete(note).status_code == 204  # an administrator
    assert carla.client.get(url(call, "notes")).json == {"items": []}
    assert told(database, call) == ["notes", "notes", "notes"]


def test_tags_are_kept_once_and_suggested(database: Database, alicia: Person, call: UUID) -> None:
    for tag in ("  Cliente   VIP ", "cliente vip", "flota"):
        answer = alicia.client.post(url(call, "tags"), json={"tag": tag})
    assert answer.json == {"items": ["cliente vip", "flota"]}
    assert alicia.client.get("/api/tags").json == {"items": ["cliente vip", "flota"]}

    left = alicia.client.delete(url(call, "tags/Cliente VIP")).json

    assert left == {"items": ["flota"]}
    assert told(database, call) == ["tags", "tags", "tags"]


@pytest.mark.parametrize("tag", ["a/b", "1/2/3", "a?b", "100 %", ".."])
def test_a_tag_of_any_characters_can_be_taken_away(alicia: Person, call: UUID, tag: str) -> None:
    assert alicia.client.post(url(call, "tags"), json={"tag": tag}).json == {"items": [tag]}

    assert alicia.client.delete(url(call, f"tags/{quote(tag, safe='')}")).json == {"items": []}


def test_calls_are_found_by_a_tag_with_a_comma(database: Database, alicia: Person, call: UUID) -> None:
    other = make_call(database, 2)
    for one, tag in ((call, "Grúa, urgente"), (other, "flota")):
        alicia.client.post(url(one, "tags"), json={"tag": tag})

    found = {
        asked: {item["id"] for item in alicia.client.get("/api/conversations", query_string={"tag": asked}).json["items"]}
        for asked in ("grúa, urgente", "Flota,vip", "grúa")
    }  # fmt: skip

    assert found == {"grúa, urgente": {str(call)}, "Flota,vip": {str(other)}, "grúa": set()}


def test_a_tag_that_is_there_may_be_put_on_again_at_the_limit(alicia: Person, call: UUID) -> None:
    for number in range(20):
        alicia.client.post(url(call, "tags"), json={"tag": f"tag {number}"})

    assert alicia.client.post(url(call, "tags"), json={"tag": "Tag 7"}).status_code < 300
    assert code(alicia.client.post(url(call, "tags"), json={"tag": "one more"})) == (422, "many_tags")


def test_thumbs_are_counted_and_taken_back(alicia: Person, carla: Person, call: UUID) -> None:
    carla.client.put(url(call, "rating"), json={"rating": "up"})
    alicia.client.put(url(call, "rating"), json={"rating": "up"})
    assert alicia.client.put(url(call, "rating"), json={"rating": "down"}).json == {
        "rating": "down",
        "up": 1,
        "down": 1,
    }

    assert alicia.client.put(url(call, "rating"), json={"rating": None}).json == {
        "rating": None,
        "up": 1,
        "down": 0,
    }


def analysed(database: Database, call: UUID) -> str:
    results = {
        "criteria": [{"criterion": "courtesy", "verdict": "success", "rationale": "", "citations": []}],
        "coaching": [{"text": "Repetir la matrícula.", "citations": []}],
    }
    with database.transaction() as session:
        analysis = queue_ai(session, conversation_id=call, version="p1", model="m1")
        complete_ai(session, analysis_id=analysis, results=results)
    return str(analysis)


def test_a_mark_keeps_what_was_said_and_what_is_right(database: Database, carla: Person, call: UUID) -> None:
    mark = {"analysis_id": analysed(database, call), "subject": "criterion:courtesy", "judged": "failure"}

    shown = carla.client.put(url(call, "reviews"), json=mark).json
    again = carla.client.put(url(call, "reviews"), json={**mark, "judged": "success"}).json
    none = carla.client.put(url(call, "reviews"), json={**mark, "judged": None}).json

    assert shown is not None
    assert again is not None
    (kept,) = shown["items"]
    assert {name: kept[name] for name in ("kind", "said", "judged", "version", "reviewer")} == {
        "kind": "criterion",
        "said": "success",
        "judged": "failure",
        "version": "p1",
        "reviewer": carla.email,
    }
    assert [one["judged"] for one in again["items"]] == ["success"]
    assert none == {"items": []}


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"subject": "criterion:honest"}, "nothing_said"),
        ({"subject": "coaching", "item": 1, "judged": "wrong"}, "nothing_said"),
        ({"analysis_id": str(uuid4())}, "nothing_said"),
        ({"judged": "perhaps"}, "unknown_value"),
        ({"subject": "coaching", "judged": "success"}, "unknown_value"),
        ({"judged": 5}, "invalid_body"),
    ],
    ids=[
        "other criterion",
        "no such claim",
        "other analysis",
        "no verdict",
        "claims are right or wrong",
        "no text",
    ],
)
def test_marks_that_are_refused(
    database: Database, carla: Person, call: UUID, change: dict[str, object], refused: str
) -> None:
    mark = {"analysis_id": analysed(database, call), "subject": "criterion:courtesy", "judged": "success"}

    assert code(carla.client.put(url(call, "reviews"), json={**mark, **change})) == (422, refused)


@pytest.mark.parametrize(
    ("method", "rest", "given", "refused"),
    [
        ("post", "notes", {"text": "   "}, (422, "empty_note")),
        ("post", "notes", {"text": "x" * 4001}, (422, "long_note")),
        ("post", "notes", {}, (422, "invalid_body")),
        ("patch", "notes/none", {"text": "x"}, (404, "unknown_note")),
        ("post", "tags", {"tag": " "}, (422, "empty_tag")),
        ("post", "tags", {"tag": "x" * 41}, (422, "long_tag")),
        ("put", "rating", {"rating": "great"}, (422, "invalid_body")),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_refused(
    alicia: Person, call: UUID, method: str, rest: str, given: dict[str, str], refused: tuple[int, str]
) -> None:
    assert code(getattr(alicia.client, method)(url(call, rest), json=given)) == refused


def test_analysts_read_and_others_calls_are_unknown(bruno: Person, alicia: Person, call: UUID) -> None:
    assert code(bruno.client.post(url(call, "notes"), json={"text": "x"})) == (403, "forbidden")
    assert bruno.client.get(url(call, "reviews")).json == {"items": []}
    assert code(alicia.client.post(url(uuid4(), "tags"), json={"tag": "x"})) == (404, "unknown_conversation")
