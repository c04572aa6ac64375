"""Experiments in figures, as tables: calls needed, verdicts, the split, the guard."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from db.experiments import (
    Experiment,
    ExperimentError,
    NewExperiment,
    Plan,
    Side,
    calls_needed,
    is_harmful,
    is_skewed,
    missing_calls,
    plan,
    split_chance,
    verdict,
)

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
FOUND = Experiment(
    id=UUID(int=1), name="Greeting", usual_agent="", other_agent="agent_b", share_percent=50,
    metric="booking_rate", smallest_difference=0.1, rate_before=0.5, planned_usual=400, planned_other=400,
    status="running", started_at=NOW, running_since=NOW, ends_at=None, paused_at=None, paused_for=None,
    ended_at=None, end_cause=None,
)  # fmt: skip
GOOD = NewExperiment(
    name="Greeting", usual_agent="", other_agent="agent_b", share_percent=20, metric="booking_rate", smallest_difference=0.1
)  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "share", "expected"),
    [
        pytest.param(0.5, 0.6, 0.5, (388, 388), id="half"),
        pytest.param(0.5, 0.4, 0.5, (388, 388), id="the same downwards"),
        pytest.param(0.1, 0.15, 0.5, (686, 686), id="few of them"),
        pytest.param(0.5, 0.6, 0.2, (971, 243), id="a fifth has the other agent"),
        pytest.param(0.0, 0.5, 0.5, (11, 11), id="nobody before"),
    ],
)
def test_how_many_calls_are_needed(
    before: float, after: float, share: float, expected: tuple[int, int]
) -> None:
    assert calls_needed(before, after, share) == expected


def test_a_smaller_share_takes_longer() -> None:
    days = [plan(0.5, 0.1, share, 20).days or 0 for share in (0.5, 0.3, 0.1, 0.05)]

    assert days == sorted(days)
    assert days[0] == 39


@pytest.mark.parametrize(
    ("rate", "a_day", "expected"),
    [
        pytest.param(None, 0, Plan(388, 388, None, 0), id="no calls: the rate that needs most, and no days"),
        pytest.param(0.95, 20, plan(0.05, 0.1, 0.5, 20), id="only downwards is there room"),
    ],
)
def test_what_is_planned(rate: float | None, a_day: float, expected: Plan) -> None:
    found = plan(rate, 0.1, 0.5, a_day)

    assert (found.usual, found.other, found.days) == (expected.usual, expected.other, expected.days)


@pytest.mark.parametrize(
    ("changes", "usual", "other", "expected"),
    [
        pytest.param({}, Side(0, 0), Side(0, 0), "waiting", id="nothing yet"),
        pytest.param({}, Side(40, 399), Side(300, 400), "waiting", id="however clear, not before the last call"),
        pytest.param({"ended_at": NOW}, Side(40, 399), Side(300, 400), "too_few", id="ended before"),
        pytest.param({}, Side(160, 400), Side(240, 400), "better", id="more appointments"),
        pytest.param({}, Side(240, 400), Side(160, 400), "worse", id="fewer appointments"),
        pytest.param({"metric": "abandonment_rate"}, Side(160, 400), Side(240, 400), "worse", id="more give up"),
        pytest.param({"metric": "forwarded_rate"}, Side(160, 400), Side(240, 400), "higher", id="neither good nor bad"),
        pytest.param({}, Side(200, 400), Side(202, 400), "same", id="less than what is worth knowing"),
        pytest.param({}, Side(200, 400), Side(222, 400), "unclear", id="it may be either"),
    ],
)  # fmt: skip
def test_verdicts(changes: dict[str, Any], usual: Side, other: Side, expected: str) -> None:
    assert verdict(replace(FOUND, **changes), usual, other) == expected


def test_missing_calls_of_one_side_are_not_made_up_by_the_other() -> None:
    assert missing_calls(FOUND, Side(0, 1000), Side(0, 310)) == 90


@pytest.mark.parametrize(
    ("usual", "other", "share", "expected"),
    [
        pytest.param(500, 500, 0.5, False, id="as planned"),
        pytest.param(520, 480, 0.5, False, id="as chance has it"),
        pytest.param(560, 440, 0.5, True, id="too far off"),
        pytest.param(900, 100, 0.1, False, id="a tenth"),
        pytest.param(850, 150, 0.1, True, id="more than a tenth"),
        pytest.param(9, 0, 0.5, False, id="too few to tell"),
    ],
)
def test_the_split_is_checked(usual: int, other: int, share: float, expected: bool) -> None:
    assert is_skewed(usual, other, share) is expected


def test_the_chance_of_a_split() -> None:
    assert split_chance(520, 480, 0.5) == pytest.approx(0.2059, abs=0.0001)  # chi-square of 1.6
    assert split_chance(9, 0, 0.5) is None


@pytest.mark.parametrize(
    ("usual", "other", "expected"),
    [
        pytest.param(Side(0, 30), Side(5, 30), False, id="p is 0.026"),
        pytest.param(Side(0, 30), Side(7, 30), True, id="p is 0.005"),
        pytest.param(Side(0, 200), Side(2, 10), False, id="two may be chance"),
        pytest.param(Side(0, 200), Side(3, 9), False, id="fewer than ten calls"),
        pytest.param(Side(0, 200), Side(3, 10), True, id="ten are enough"),
        pytest.param(Side(20, 30), Side(20, 30), False, id="both fail: it is not the agent"),
        pytest.param(Side(20, 30), Side(0, 30), False, id="the usual one fails"),
        pytest.param(Side(0, 0), Side(10, 10), False, id="nothing to compare with"),
    ],
)
def test_the_guard(usual: Side, other: Side, expected: bool) -> None:
    assert is_harmful(usual, other) is expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "invalid_name"),
        ({"name": "x" * 61}, "invalid_name"),
        ({"other_agent": "no id!"}, "invalid_agent"),
        ({"other_agent": ""}, "invalid_agent"),
        ({"usual_agent": "agent_b"}, "same_agent"),
        ({"share_percent": 4}, "invalid_share"),
        ({"share_percent": 51}, "invalid_share"),
        ({"metric": "calls"}, "invalid_metric"),
        ({"metric": "nonsense"}, "invalid_metric"),
        ({"smallest_difference": 0.001}, "invalid_difference"),
        ({"ends_at": NOW}, "invalid_end"),
    ],
)
def test_what_is_no_experiment(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        replace(GOOD, **changes).check(NOW)

    assert refused.value.code == code


def test_a_good_one() -> None:
    GOOD.check(NOW)
