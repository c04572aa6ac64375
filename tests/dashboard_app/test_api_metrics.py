"""The figures: what they count, and how sure they are."""

from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from db.queries.metrics.definitions import METRICS
from db.queries.metrics.intervals import of_mean, ranks, wilson
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.conftest import Person


@pytest.mark.parametrize(
    ("successes", "n", "expected"),
    [
        pytest.param(0, 0, None, id="nothing counted"),
        pytest.param(0, 10, (0.0, 0.2775), id="none of ten is not never"),
        pytest.param(10, 10, (0.7225, 1.0), id="ten of ten is not always"),
        pytest.param(33, 40, (0.6805, 0.9125), id="a workshop's day"),
    ],
)
def test_wilson(successes: int, n: int, expected: tuple[float, float] | None) -> None:
    found = wilson(successes, n)
    assert found == (pytest.approx(expected, abs=1e-4) if expected else None)


def test_other_intervals() -> None:
    assert of_mean(Decimal(1), None, 1) is None
    assert of_mean(Decimal(1), Decimal("0.5"), 25) == (Decimal("0.8040036"), Decimal("1.1959964"))
    assert [ranks(n) for n in (1, 5, 100)] == [None, None, (40, 61)]


@pytest.fixture
def week(database: Database) -> Database:
    """Six business calls: four answered, of them two read as wanting an appointment (one got it), one forwarded; a test; one live."""
    booked = make_call(database, 1, intent="book_appointment", outcome="appointment_booked")
    lost = make_call(database, 2, intent="book_appointment", outcome="abandoned")
    make_call(database, 3, is_forwarded=True)
    make_call(database, 4)
    make_call(database, 5, is_answered=False)
    make_call(database, 6, is_answered=False)
    make_call(database, 7, is_test=True)
    make_call(database, 8, is_over=False)
    add_cost(database, booked, "0.10")
    add_cost(database, lost, "0.30")
    add_cost(database, lost, None, "recording")
    return database


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [
        pytest.param("calls", 7, 7, id="all but tests"),
        pytest.param("answered_rate", 4 / 6, 6, id="of those that are over"),
        pytest.param("forwarded_rate", 0.25, 4, id="forwarded"),
        pytest.param("forward_success_rate", 1.0, 1, id="reached a person"),
        pytest.param("fault_rate", 0.0, 6, id="no faults"),
        pytest.param("abandonment_rate", 0.5, 2, id="abandoned, of those read"),
        pytest.param("bookings", 1, 1, id="bookings"),
        pytest.param("booking_rate", 0.5, 2, id="of those who wanted one"),
        pytest.param("duration_seconds", 62.5, 4, id="median duration"),
        pytest.param("answer_seconds", 2.0, 4, id="median time to answer"),
        pytest.param("cost_per_call", "0.2", 2, id="cost"),
    ],
)
def test_values(week: Database, alicia: Person, metric: str, value: float | str, n: int) -> None:
    shown: dict[str, Any] = alicia.client.get(f"/api/metrics/{metric}").json  # type: ignore[assignment]

    assert (shown["metric"], shown["value"], shown["n"]) == (metric, value, n)


def test_a_metric_with_all_that_belongs_to_it(week: Database, alicia: Person) -> None:
    cost = alicia.client.get("/api/metrics/cost_per_call?from=2026-11-22&to=2026-11-22").json
    rate = alicia.client.get("/api/metrics/answered_rate").json

    assert cost is not None
    assert rate is not None
    assert (cost["currency"], cost["unknown_lines"]) == ("EUR", 1)
    assert cost["interval"] == {"low": "0.004", "high": "0.396", "confidence": 0.95, "method": "normal"}
    assert (cost["from"], cost["to"]) == ("2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00")
    assert rate["interval"]["method"] == "wilson"
    assert rate["interval"]["low"] == pytest.approx(0.3, abs=0.001)


def test_a_median_of_many_has_its_bounds(database: Database, alicia: Person) -> None:
    for number in range(9):
        make_call(database, number)

    shown = alicia.client.get("/api/metrics/duration_seconds").json

    assert shown is not None
    assert (shown["value"], shown["interval"]["low"], shown["interval"]["high"]) == (64.0, 60.0, 68.0)


@pytest.mark.parametrize("metric", [metric.name for metric in METRICS])
def test_without_calls_there_is_no_value(database: Database, alicia: Person, metric: str) -> None:
    shown = alicia.client.get(f"/api/metrics/{metric}").json

    assert shown is not None
    assert (shown["value"] or None, shown["n"], shown["interval"]) == (None, 0, None)


def test_tests_are_counted_for_whoever_asks(week: Database, alicia: Person) -> None:
    assert alicia.client.get("/api/metrics/calls?is_test=true").json["value"] == 1  # type: ignore[index]


def test_the_dictionary(alicia: Person) -> None:
    items = alicia.client.get("/api/metrics").json["items"]  # type: ignore[index]

    names = [item["metric"] for item in items]
    assert names[: len(METRICS)] == [metric.name for metric in METRICS]
    assert names[len(METRICS) :] == ["transfer_rate", "breakdown_helped_share", "emergency_share"]
    assert items[-1]["title"] == "Llamadas urgentes"
    assert alicia.client.get("/api/metrics/emergency_share").json["unit"] == "ratio"  # type: ignore[index]
    assert alicia.client.get("/api/metrics/happiness").status_code == 404
