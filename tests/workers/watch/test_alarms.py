"""How often the rules are wrong where all is as usual, and how soon they are right where it is not: over months of calls by chance."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.alerting import SENSITIVITIES, Sensitivity
from tests.workers.watch.streams import OPENS, START, Stream, Turn, play
from workers.watch.control_chart import Believed, Counted, usual
from workers.watch.judging import Sighting, is_quiet, most_alarming
from workers.watch.rules import ALARMS, RATES, Stretch
from workers.watch.stretches import Span

RULES = {rule.name: rule for rule in RATES}
MONTHS = 3
FROM, UNTIL = 24 + OPENS, 24 * 5 + OPENS  # of what goes wrong
MAX_FALSE_ALARMS: dict[Sensitivity, float] = {"calm": 0.05, "normal": 0.15, "keen": 0.5}  # a rule and month


@pytest.mark.parametrize("sensitivity", SENSITIVITIES)
@pytest.mark.parametrize("an_hour", [1, 4])
def test_false_alarms_are_rare(sensitivity: Sensitivity, an_hour: float) -> None:
    names, seeds = ("faults", "missed", "abandoned", "unbooked"), (1, 2)
    opened = 0
    for name in names:
        for seed in seeds:
            stream = Stream(seed, share=RULES[name].believed * 0.8, an_hour=an_hour, days=30 * MONTHS)
            opened += len(play(RULES[name], stream, ALARMS[sensitivity]))
    assert opened / (len(names) * len(seeds) * MONTHS) <= MAX_FALSE_ALARMS[sensitivity]


def test_days_that_differ_do_not_alarm_all_the_time() -> None:
    opened = sum(
        len(play(RULES["missed"], Stream(seed, share=0.1, an_hour=4, days=90, uneven=0.05), ALARMS["normal"]))
        for seed in range(3)
    )
    assert opened / 9 <= 0.8


@pytest.mark.parametrize(
    ("name", "share", "an_hour", "calls"),
    [
        ("faults", 1.0, 1, 9),
        ("faults", 1.0, 4, 7),
        ("missed", 1.0, 1, 12),
        ("missed", 1.0, 4, 9),
        ("abandoned", 1.0, 4, 20),
        ("faults", 0.2, 4, 45),
        ("missed", 0.35, 4, 40),
        ("abandoned", 0.55, 4, 45),
    ],
)
def test_what_goes_wrong_is_seen_soon(name: str, share: float, an_hour: float, calls: int) -> None:
    """Within so many calls in eleven of twelve cases; and when it has passed, the alert is over, and one was enough, seldom two."""
    rule, needed, opened = RULES[name], [], []
    for seed in range(12):
        turns = (Turn(FROM, share), Turn(UNTIL, rule.believed * 0.8))
        stream = Stream(seed, share=rule.believed * 0.8, an_hour=an_hour, days=12, turns=turns)
        found = [one for one in play(rule, stream, ALARMS["normal"]) if one.opened >= FROM]
        assert found
        needed.append(stream.counted(FROM, found[0].opened).n)
        opened.append(len(found))
        assert found[-1].ended is not None
    assert sorted(needed)[-2] <= calls
    assert max(opened) <= 2
    assert sum(opened) <= 15


@pytest.mark.parametrize(
    ("name", "share", "calls"),
    [
        ("faults", 1.0, 20),
        ("faults", 0.2, 50),
        ("tools", 0.25, 60),
        ("missed", 0.35, 50),
        ("abandoned", 0.4, 90),
    ],
)
def test_a_fault_that_lasts_is_one_alert(name: str, share: float, calls: int) -> None:
    """For six days, with forty calls a day: hardly ever a second one, open nearly all of the time, and over within so many calls, at the median."""
    rule, until, opened, is_open, needed = RULES[name], FROM + 6 * 24, [], [], []
    for seed in range(12):
        turns = (Turn(FROM, share), Turn(until, rule.believed * 0.8))
        stream = Stream(seed, share=rule.believed * 0.8, an_hour=4, days=18, turns=turns)
        found = [one for one in play(rule, stream, ALARMS["normal"]) if FROM <= one.opened < until]
        opened.append(len(found))
        hours = sum(min(one.ended or until, until) - one.opened for one in found)
        is_open.append(hours / (until - found[0].opened))
        assert found[-1].ended is not None
        needed.append(stream.counted(until, max(found[-1].ended, until)).n)
    assert sum(opened) <= 15
    assert max(opened) <= 2
    assert sum(is_open) / len(is_open) >= 0.95
    assert sorted(needed)[len(needed) // 2] <= calls


def test_a_new_business_is_not_left_alone() -> None:
    """Without a single earlier call, an agent that fails always is seen; one that fails as often as any is not."""
    rule, stretch = RULES["faults"], Stretch(3, 5)
    span = Span(START, START + timedelta(hours=3))
    nothing = usual([], Believed(rule.believed))

    def opens(bad: int, n: int) -> bool:
        seen = Sighting(span, Counted(bad, n), nothing)
        return most_alarming(rule, [(stretch, seen)], ALARMS["normal"]) is not None

    assert [opens(*counts) for counts in ((5, 5), (1, 10), (2, 4), (4, 4))] == [True, False, False, False]


def test_two_bad_calls_are_nobodys_alarm() -> None:
    rule = replace(RULES["faults"], believed=0.0001)
    seen = Sighting(Span(START, START), Counted(2, 5), usual([Counted(0, 500)], Believed(rule.believed)))
    assert seen.chance < ALARMS["calm"]
    assert most_alarming(rule, [(Stretch(3, 5), seen)], ALARMS["keen"]) is None


@pytest.mark.parametrize(
    ("days", "calls", "is_over"), [(6, 0, False), (7, 0, True), (8, 4, True), (8, 30, False)]
)
def test_after_a_week_without_calls_nothing_is_known_any_more(days: int, calls: int, is_over: bool) -> None:
    now = START + timedelta(days=days)
    seen = Sighting(Span(START, now), Counted(calls, calls), usual([], Believed(0.1)))
    assert is_quiet(RULES["missed"], seen, START, now) is is_over
