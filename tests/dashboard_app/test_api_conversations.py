"""One conversation, pages of them, and all of them as CSV."""

import csv
import io
from typing import Any

import pytest

from dashboard_app.api import export
from db.actions.calls import conversation_id_of
from db.database import Database
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.conftest import Person


def listed(person: Person, query: str = "") -> list[str]:
    answer = person.client.get(f"/api/conversations{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return [item["twilio_call_sid"][-1] for item in answer.json["items"]]


def test_one_conversation(database: Database, alicia: Person) -> None:
    found = make_call(database, 1, intent="price_quote", outcome="answered", text="¿Cuánto cuesta?")
    add_cost(database, found, "0.012300")

    shown: dict[str, Any] = alicia.client.get(f"/api/conversation/{found}").json  # type: ignore[assignment]

    assert (shown["id"], shown["status"], shown["started_at"]) == (
        str(found),
        "completed",
        "2026-11-22T10:01:00+01:00",
    )
    assert shown["turns"][0] | {"text": "¿Cuánto cuesta?", "position": 1, "role": "user"} == shown["turns"][0]
    assert shown["analyses"][0]["results"]["intent"] == {"value": "price_quote"}
    cost = shown["costs"][0]
    assert (cost["amount"], cost["currency"], cost["certainty"]) == ("0.0123", "EUR", "estimated")
    assert [event["type"] for event in shown["events"]][:2] == ["call.started", "call.answered"]
    assert shown["events"][0]["at"].endswith("+01:00")


@pytest.mark.parametrize("name", ["5b4f1a36-9c0e-4d0b-8f43-1f3f0d3f7a10", "7", "%00", "x" * 300])
def test_an_unknown_conversation(alicia: Person, name: str) -> None:
    answer = alicia.client.get(f"/api/conversation/{name}")

    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["error"]["code"] == "unknown_conversation"


def test_pages_follow_each_other_without_gap_or_repetition(database: Database, alicia: Person) -> None:
    for number in range(1, 6):
        make_call(database, number)

    pages, following = [], ""
    while len(pages) < 4:
        answer = alicia.client.get(f"/api/conversations?limit=2{following}").json
        assert answer is not None
        pages.append([item["twilio_call_sid"][-1] for item in answer["items"]])
        if answer["next"] is None:
            break
        following = f"&next={answer['next']}"

    assert pages == [["5", "4"], ["3", "2"], ["1"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["4", "3", "2", "1"], id="all"),
        pytest.param("?status=completed&direction=inbound", ["4", "3", "2"], id="status"),
        pytest.param("?status=ringing,in_progress", ["1"], id="one of several"),
        pytest.param("?status=ringing&status=in_progress", ["1"], id="said twice"),
        pytest.param("?is_test=true", ["2"], id="tests"),
        pytest.param("?is_test=false&end_reason=no_answer", ["3"], id="end reason"),
        pytest.param("?phone=%2B34611000000", ["3"], id="number"),
        pytest.param("?q=BUJ%C3%8DAS", ["4"], id="words"),
        pytest.param("?q=b%25j", [], id="a percent sign is no wildcard"),
        pytest.param("?from=2026-11-22T10:03:00%2B01:00", ["4", "3"], id="from a moment"),
        pytest.param(
            "?from=2026-11-22T10:03:00&to=2026-11-22T10:04:00", ["3"], id="on the organization's clocks"
        ),
        pytest.param("?from=2026-11-22&to=2026-11-22", ["4", "3", "2", "1"], id="a day has its end"),
        pytest.param("?to=2026-11-21", [], id="the day before"),
        pytest.param("?language=ca", [], id="language"),
    ],
)
def test_filters(database: Database, alicia: Person, query: str, expected: list[str]) -> None:
    make_call(database, 1, is_over=False)
    make_call(database, 2, is_test=True)
    make_call(database, 3, is_answered=False, phone_number="+34611000000")
    make_call(database, 4, text="Las bujías al 100")

    assert listed(alicia, query) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param("limit=0", "limit", id="too few"),
        pytest.param("limit=1000", "limit", id="too many"),
        pytest.param("from=yesterday", "from", id="no date"),
        pytest.param("to=9999-12-31", "to", id="the end of time"),
        pytest.param("status=over", "status", id="not of the list"),
        pytest.param("urgency=soon", "urgency", id="no such urgency"),
        pytest.param("sentiment=neutral,glad", "sentiment", id="no such sentiment"),
        pytest.param("is_test=maybe", "is_test", id="no flag"),
        pytest.param("format=xml", "format", id="no such format"),
        pytest.param("colour=red", "colour", id="no such filter"),
        pytest.param("q=x", "q", id="too short a search"),
        pytest.param("from=2026-11-22&to=2026-11-21", "to", id="an end before the beginning"),
    ],
)
def test_bad_parameters_are_named(alicia: Person, query: str, field: str) -> None:
    answer = alicia.client.get(f"/api/conversations?{query}")

    assert answer.status_code == 422
    assert answer.json is not None
    assert [problem["field"] for problem in answer.json["error"]["details"]] == [field]


@pytest.mark.parametrize("cursor", ["x", "%00", "MjAyNi0xMS0yMnwx", "ñ"])
def test_a_bad_cursor(alicia: Person, cursor: str) -> None:
    answer = alicia.client.get(f"/api/conversations?next={cursor}")

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["error"]["code"] == "invalid_cursor"


def test_all_as_csv(database: Database, alicia: Person) -> None:
    make_call(database, 1, phone_number="=HYPERLINK(1)")
    make_call(database, 2, intent="price_quote", outcome="answered")

    answer = alicia.client.get("/api/conversations?format=csv&limit=1")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.content_type == "text/csv; charset=utf-8"
    assert [row["phone_number"] for row in rows] == ["+34600111222", "'=HYPERLINK(1)"]
    assert (rows[0]["intent"], rows[0]["is_test"], rows[1]["intent"]) == ("price_quote", "false", "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("+34600111222", "+34600111222", id="a number is harmless"),
        pytest.param("-1,5", "-1,5", id="so is a negative one"),
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+34600|cmd", "'+34600|cmd", id="formula that begins as a number"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "\t'=1", id="tab"),
        pytest.param("Toni;=1+1", "Toni;'=1+1", id="where cells are cut at semicolons"),
        pytest.param('"; =1+1', "\"; '=1+1", id="and a quotation mark leads on"),
        pytest.param("＝1+1", "'＝1+1", id="as wide as a Chinese letter"),
        pytest.param("el lunes - o el martes", "el lunes - o el martes", id="words"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_cells(value: str | None, expected: str) -> None:
    assert export.cell(value) == expected


def test_another_organizations_calls_do_not_exist(database: Database, alicia: Person) -> None:
    from sqlalchemy import insert, update

    from db.actions.call_facts import touch
    from db.models import Conversation, Organization

    theirs = make_call(database, 1)
    with database.transaction() as session:
        other = session.scalars(
            insert(Organization)
            .values(slug="other", name="Other", sector="workshop", timezone="Europe/Madrid", language="es")
            .returning(Organization.id)
        ).one()
        session.execute(update(Conversation).values(organization_id=other))
        touch(session, theirs)

    assert theirs == conversation_id_of(f"CA{1:032x}")
    assert listed(alicia) == []
    assert alicia.client.get(f"/api/conversation/{theirs}").status_code == 404
    assert alicia.client.get(f"/api/conversation/{theirs}/ai-analysis").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("?called=%2B34971550100", ["1"], id="one of ours"),
        pytest.param("?called=+34971550100", ["1"], id="with a + that was not escaped"),
        pytest.param("?called=%2B34971550100,%2B34971550200", ["2", "1"], id="two of ours"),
        pytest.param("?called=unknown", ["3"], id="not known"),
        pytest.param("?called=%2B34600111222", [], id="the caller's"),
    ],
)
def test_calls_by_the_number_that_was_called(
    database: Database, alicia: Person, query: str, expected: list[str]
) -> None:
    for number, called in enumerate(("+34971550100", "+34971550200", None), start=1):
        make_call(database, number, called_number=called, phone_number="+34600111222")

    assert listed(alicia, query) == expected
    rows = csv.DictReader(io.StringIO(alicia.client.get(f"/api/conversations{query}&format=csv").text))
    assert [row["twilio_call_sid"][-1] for row in rows] == expected
