"""`/api/costs`: by day and line, of those who count."""

import pytest

from db.database import Database
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.conftest import Person


def test_what_calls_cost_by_day_and_line(database: Database, alicia: Person) -> None:
    first, second = make_call(database, 1), make_call(database, 2)
    add_cost(database, first, "0.25")
    add_cost(database, second, "0.10")
    add_cost(database, second, None, reference="second leg")
    add_cost(database, make_call(database, 3, is_test=True), "9.00")

    answer = alicia.client.get("/api/costs?from=2026-11-01&to=2026-11-30").json

    line = {"day": "2026-11-22", "kind": "carrier_call", "currency": "EUR"}
    assert answer == {
        "items": [
            {**line, "certainty": "estimated", "lines": 2, "amount": "0.35"},
            {**line, "certainty": "unknown", "lines": 1, "amount": None},
        ]
    }


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        pytest.param("", {"from", "to"}, id="no period"),
        pytest.param("?from=2026-11-01T10:00:00Z&to=2026-11-02", {"from"}, id="an hour"),
        pytest.param("?from=2026-11-02&to=2026-11-01", {"to"}, id="the wrong way round"),
        pytest.param("?from=2020-01-01&to=2026-11-01", {"to"}, id="too long"),
        pytest.param("?from=2026-11-01&to=2026-11-02&language=es", {"language"}, id="a filter that it has not"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(alicia: Person, query: str, wrong: set[str]) -> None:
    answer = alicia.client.get(f"/api/costs{query}")

    assert answer.status_code == 422
    assert {one["field"] for one in answer.json["error"]["details"]} == wrong
