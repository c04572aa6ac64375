"""`/api/experiments`: planned, started, looked at, resumed and ended; each number is that of its calls."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from db.database import Database
from db.models import Experiment, SettingChange
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person
from tests.db.experimenting import join

GOOD = {
    "name": " Saludo corto ",
    "other_agent": "agent_b",
    "share_percent": 20,
    "metric": "answered_rate",
    "smallest_difference": 0.1,
}
ALL = "/api/experiments"


def asked(who: Person, method: str, path: str, **options: Any) -> Any:
    return who.client.open(path, method=method, headers=who.bearer, **options)


@pytest.fixture
def made(alicia: Person) -> dict[str, Any]:
    answer = asked(alicia, "POST", ALL, json=GOOD)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def test_it_is_started_looked_at_and_ended(alicia: Person, database: Database, made: dict[str, Any]) -> None:
    path = f"{ALL}/{made['id']}"
    assert (made["name"], made["usual_agent"], made["status"]) == ("Saludo corto", "", "running")
    assert (made["verdict"], made["missing_calls"]) == (
        "waiting",
        made["planned_usual"] + made["planned_other"],
    )
    assert asked(alicia, "GET", path).json == made
    (listed,) = asked(alicia, "GET", ALL).json["items"]
    assert made == made | listed
    assert asked(alicia, "POST", ALL, json=GOOD).json["error"]["code"] == "one_is_open"
    assert asked(alicia, "POST", f"{path}/resume").json["error"]["code"] == "not_paused"

    ended = asked(alicia, "POST", f"{path}/end").json
    assert (ended["status"], ended["end_cause"], ended["verdict"]) == ("ended", "stopped", "too_few")
    assert asked(alicia, "POST", f"{path}/end").status_code == 409
    assert asked(alicia, "POST", ALL, json=GOOD).status_code == 201
    with database.reading() as session:
        changes = [(change.subject, change.after["status"]) for change in session.query(SettingChange)]
    assert sorted(changes) == [("experiment", "ended"), ("experiment", "running"), ("experiment", "running")]


def test_both_sides_are_counted_and_lead_to_their_calls(
    alicia: Person, database: Database, made: dict[str, Any]
) -> None:
    experiment = UUID(made["id"])
    sides = {"a": [1, 2, 3, 4], "b": [5, 6]}
    for side, numbers in sides.items():
        for number in numbers:
            call = make_call(database, number, phone_number=f"+3460011122{number}", is_answered=number != 4)
            with database.transaction() as session:
                join(session, experiment, call, side)
    make_call(database, 7)

    found = asked(alicia, "GET", f"{ALL}/{experiment}").json
    main = found["metrics"][0]
    assert (main["metric"], main["a"]["numerator"], main["a"]["n"], main["b"]["n"]) == (
        "answered_rate",
        3,
        4,
        2,
    )
    assert main["interval"]["low"] < main["difference"] == 0.25 < main["interval"]["high"]
    assert found["callers"] == {"a": 4, "b": 2}
    for side, numbers in sides.items():
        listed = asked(alicia, "GET", f"/api/conversations?experiment={experiment}&side={side}").json["items"]
        assert len(listed) == len(numbers)
        assert {one["experiment"]["side"] for one in listed} == {side}
    assert len(asked(alicia, "GET", f"/api/conversations?experiment={uuid4()}").json["items"]) == 0
    assert asked(alicia, "GET", "/api/conversations?experiment=x").status_code == 422
    file = asked(alicia, "GET", f"/api/conversations?experiment={experiment}&side=b&format=csv").text
    assert file.count(f"{experiment},b") == 2


def test_it_is_planned_from_the_calls_before(alicia: Person) -> None:
    query = {"metric": "answered_rate", "smallest_difference": "0.1"}
    found = asked(alicia, "GET", f"{ALL}/plan", query_string=query).json

    assert found == {
        "planned_usual": 388,
        "planned_other": 388,
        "rate_before": None,
        "calls_a_day": 0,
        "days": None,
    }
    refused = asked(alicia, "GET", f"{ALL}/plan", query_string={**query, "metric": "calls"})
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "invalid_metric")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"usual_agent": "agent_of_another"}, "unknown_agent"),
        ({"share_percent": 90}, "invalid_share"),
        ({"metric": "calls"}, "invalid_metric"),
        ({"other_agent": ""}, "invalid_agent"),
        ({"ends_at": "2020-01-01"}, "invalid_end"),
        ({"ends_at": "soon"}, "invalid_body"),
        ({"more": 1}, "invalid_body"),
    ],
)
def test_what_is_refused(alicia: Person, database: Database, changes: dict[str, Any], code: str) -> None:
    answer = asked(alicia, "POST", ALL, json=GOOD | changes)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)
    with database.reading() as session:
        assert not session.query(Experiment).all()


@pytest.mark.parametrize("step", ["", "/end", "/resume"])
@pytest.mark.parametrize("name", ["nonsense", str(uuid4())], ids=["no id", "unknown"])
def test_one_that_is_not_there(alicia: Person, name: str, step: str) -> None:
    answer = asked(alicia, "POST" if step else "GET", f"{ALL}/{name}{step}")

    assert (answer.status_code, answer.json["error"]["code"]) == (404, "unknown_experiment")
