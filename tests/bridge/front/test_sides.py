"""Who hears which agent: the share, that it stays the same, and who takes no part."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from bridge.front.line import Line
from bridge.front.sides import Caller, Choice, choose, side_of
from db.actions.running_experiment import RunningExperiment

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ANA, BOSS = "+34600111222", "+34600777666"
EXPERIMENT = RunningExperiment(UUID(int=1), "agent_a", "agent_b", 50, UUID(int=2))
LINE = Line(agent_id="agent_a", staff=frozenset({BOSS}), experiment=EXPERIMENT)
CALLER = Caller("CA" + "1" * 32, ANA, True, False, NOW)
CALLERS = [f"+346{number:08d}" for number in range(20_000)]


@pytest.mark.parametrize("percent", [5, 10, 33, 50])
def test_the_share_of_thousands_of_callers(percent: int) -> None:
    experiment = replace(EXPERIMENT, share_percent=percent)
    others = sum(side_of(experiment, caller) == "b" for caller in CALLERS)

    expected = len(CALLERS) * percent / 100
    assert abs(others - expected) < 4 * (expected * (1 - percent / 100)) ** 0.5


def test_a_caller_always_hears_the_same_agent() -> None:
    first = [side_of(EXPERIMENT, caller) for caller in CALLERS[:2000]]
    longer = replace(EXPERIMENT, id=uuid4(), ends_at=NOW)

    assert [side_of(longer, caller) for caller in CALLERS[:2000]] == first, (
        "only the key and the share decide"
    )


def test_a_larger_share_takes_no_caller_back() -> None:
    few, many = (replace(EXPERIMENT, share_percent=percent) for percent in (10, 40))

    assert all(side_of(many, caller) == "b" for caller in CALLERS if side_of(few, caller) == "b")


def test_the_next_experiment_splits_anew() -> None:
    other = replace(EXPERIMENT, seed=UUID(int=3))
    both = Counter((side_of(EXPERIMENT, caller), side_of(other, caller)) for caller in CALLERS)

    assert len(both) == 4
    assert all(abs(count - len(CALLERS) / 4) < 300 for count in both.values())


def test_a_choice_names_the_agent() -> None:
    chosen = {side_of(EXPERIMENT, one): choose(LINE, replace(CALLER, number=one)) for one in CALLERS[:50]}

    assert chosen == {
        "a": Choice(EXPERIMENT.id, "a", "agent_a", True),
        "b": Choice(EXPERIMENT.id, "b", "agent_b", True),
    }


def test_hidden_numbers_are_split_by_the_call() -> None:
    """Their networks' digits are the same for all of them."""
    calls = [
        replace(CALLER, number="+266696687" if at % 2 else "anonymous", call_sid=f"CA{at:032x}")
        for at in range(200)
    ]
    chosen = [choose(LINE, call) for call in calls]

    assert {choice.side for choice in chosen if choice} == {"a", "b"}
    assert not any(choice.is_known_number for choice in chosen if choice)


@pytest.mark.parametrize(
    ("line", "caller"),
    [
        pytest.param({"experiment": None}, {}, id="no experiment"),
        pytest.param({}, {"number": BOSS}, id="the staff"),
        pytest.param({}, {"is_test": True}, id="a test call"),
        pytest.param({}, {"is_inbound": False}, id="a call of our own"),
        pytest.param({"agent_id": "agent_c"}, {}, id="a number of another agent"),
        pytest.param({"experiment": replace(EXPERIMENT, ends_at=NOW)}, {}, id="its date is over"),
    ],
)
def test_who_takes_no_part(line: dict[str, Any], caller: dict[str, Any]) -> None:
    assert choose(replace(LINE, **line), replace(CALLER, **caller)) is None


def test_until_its_date_it_goes_on() -> None:
    running = replace(EXPERIMENT, ends_at=NOW + timedelta(seconds=1))

    assert choose(replace(LINE, experiment=running), CALLER) is not None


def test_a_choice_that_fails_costs_no_call() -> None:
    broken: Any = replace(EXPERIMENT, seed="no key")

    assert choose(replace(LINE, experiment=broken), CALLER) is None
