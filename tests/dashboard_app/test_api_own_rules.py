"""`/api/alert-rules`: made, changed and deleted by administrators, each their own organization's only."""

from typing import Any
from uuid import uuid4

import pytest

from db.database import Database
from db.models import OwnAlertRule, SettingChange
from tests.dashboard_app.conftest import Person

GOOD = {
    "name": " Abandonos en catalán ",
    "metric": "abandonment_rate",
    "hours": 24,
    "comparison": "over",
    "threshold": 0.15,
    "filters": {"language": "ca"},
}


def asked(who: Person, method: str, path: str, **options: Any) -> Any:
    return who.client.open(path, method=method, headers=who.bearer, **options)


@pytest.fixture
def made(alicia: Person) -> dict[str, Any]:
    answer = asked(alicia, "POST", "/api/alert-rules", json=GOOD)
    assert answer.status_code == 201
    return dict(answer.json)


def test_it_is_made_read_changed_and_deleted(
    alicia: Person, database: Database, made: dict[str, Any]
) -> None:
    assert made | GOOD == made | GOOD | {"name": " Abandonos en catalán "}
    assert (made["name"], made["minimum_calls"], made["severity"], made["enabled"], made["changed_at"]) == (
        "Abandonos en catalán",
        10,
        "warning",
        True,
        None,
    )
    path = f"/api/alert-rules/{made['id']}"
    assert asked(alicia, "GET", path).json == made
    assert asked(alicia, "GET", "/api/alert-rules").json == {"items": [made]}

    changed = asked(alicia, "PATCH", path, json={"threshold": 0.2, "minimum_calls": 5, "filters": {}}).json
    assert (changed["threshold"], changed["minimum_calls"], changed["filters"]) == (0.2, 5, {})
    assert changed["changed_at"] is not None
    assert asked(alicia, "PATCH", path, json={"enabled": False}).json["enabled"] is False

    assert asked(alicia, "DELETE", path).status_code == 204
    assert asked(alicia, "GET", path).status_code == 404
    with database.reading() as session:
        assert [change.subject for change in session.query(SettingChange)] == ["own_rule"] * 4


def test_a_name_is_kept_on_one_line(alicia: Person) -> None:
    """It is the subject of the e-mail about the alert."""
    answer = asked(alicia, "POST", "/api/alert-rules", json=GOOD | {"name": "Abandonos\r\nen  catalán\t"})

    assert answer.json["name"] == "Abandonos en catalán"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"name": " "}, "invalid_name", id="no name"),
        pytest.param({"metric": "weather"}, "unknown_metric", id="no such metric"),
        pytest.param({"hours": 5}, "invalid_window", id="no such window"),
        pytest.param({"metric": "first_contact_rate"}, "short_window", id="known too late"),
        pytest.param({"threshold": 15}, "invalid_threshold", id="a share over one"),
        pytest.param({"threshold": 1}, "impossible_threshold", id="never past"),
        pytest.param({"minimum_calls": 0}, "invalid_minimum", id="no calls"),
        pytest.param({"filters": {"phone": "+34600000000"}}, "unknown_filter", id="a caller"),
        pytest.param({"filters": {"direction": "sideways"}}, "invalid_filter", id="no such direction"),
        pytest.param({"filters": {"hour": "25"}}, "invalid_filter", id="no such hour"),
        pytest.param({"comparison": "like"}, "invalid_body", id="no such comparison"),
        pytest.param({"colour": "red"}, "invalid_body", id="no such field"),
    ],
)
def test_what_is_refused(
    alicia: Person, database: Database, made: dict[str, Any], changed: dict[str, Any], code: str
) -> None:
    path = f"/api/alert-rules/{made['id']}"
    for answer in (
        asked(alicia, "POST", "/api/alert-rules", json=GOOD | changed),
        asked(alicia, "PATCH", path, json=changed),
    ):
        assert (answer.status_code, answer.json["error"]["code"]) == (422, code)
    with database.reading() as session:
        assert session.query(OwnAlertRule).count() == 1


def test_twenty_and_no_more(alicia: Person, made: dict[str, Any]) -> None:
    answers = [asked(alicia, "POST", "/api/alert-rules", json=GOOD) for _ in range(20)]
    assert [one.status_code for one in answers] == [201] * 19 + [422]
    assert answers[-1].json["error"]["code"] == "many_rules"


def test_who_may(alicia: Person, bruno: Person, made: dict[str, Any]) -> None:
    path = f"/api/alert-rules/{made['id']}"
    assert [asked(bruno, method, path, json={}).status_code for method in ("GET", "PATCH", "DELETE")] == [
        403
    ] * 3
    for unknown in (uuid4(), "nonsense"):
        assert asked(alicia, "GET", f"/api/alert-rules/{unknown}").status_code == 404


def test_it_is_tried_and_nothing_is_stored(alicia: Person, database: Database) -> None:
    calm = GOOD | {"metric": "calls", "comparison": "over", "threshold": 5}
    answer = asked(alicia, "POST", "/api/alert-rules/trial", json=calm)
    assert answer.status_code == 200
    assert answer.json["alerts"] == []
    assert {one["state"] for one in answer.json["days"]} == {"quiet"}
    assert len(answer.json["days"]) == 28

    noisy = calm | {"comparison": "under"}
    [alert] = asked(alicia, "POST", "/api/alert-rules/trial", json=noisy).json["alerts"]
    assert (alert["value"], alert["n"], alert["hits"], alert["resolved_at"]) == (0, 0, 0, None)
    assert asked(alicia, "POST", "/api/alert-rules/trial", json=calm | {"hours": 5}).status_code == 422
    with database.reading() as session:
        assert session.query(OwnAlertRule).count() == 0
