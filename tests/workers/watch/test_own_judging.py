"""What an organization's own rule takes for past its threshold, and over which hours: named cases."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db.own_rules import OwnRule, OwnRuleError
from db.queries.metrics.figures import Figure
from db.queries.metrics.intervals import wilson
from db.telephone.hours import OpeningHours
from workers.watch.own_judging import ending, finding, is_business, window
from workers.watch.stretches import Calendar, Span

NOT_KNOWN = UUID(int=0)
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=ZoneInfo("Europe/Madrid"))  # a Wednesday
RATE: dict[str, Any] = {
    "name": "x",
    "metric": "abandonment_rate",
    "hours": 24,
    "comparison": "over",
    "threshold": 0.1,
}
WAIT = RATE | {"metric": "heard_gap_p90", "threshold": 3}
MISSED = RATE | {"metric": "missed_calls", "threshold": 5}
CALLS = RATE | {"metric": "calls", "comparison": "under", "threshold": 5}


def rate(hits: int, n: int) -> Figure:
    return Figure(value=hits / n if n else None, n=n, numerator=hits, interval=wilson(hits, n))


def length(value: float, n: int, interval: tuple[float, float] | None) -> Figure:
    return Figure(value=value, n=n, interval=interval)


def counted(n: int) -> Figure:
    return Figure(value=n, n=n, numerator=n)


@pytest.mark.parametrize(
    ("rule", "figure", "expected"),
    [
        pytest.param(RATE, rate(9, 20), "past", id="a rate that is surely over"),
        pytest.param(RATE, rate(3, 20), "unsure", id="a rate over it that may be chance"),
        pytest.param(RATE, rate(2, 20), "within", id="a rate on the threshold is not past it"),
        pytest.param(RATE, rate(0, 20), "within", id="no bad call"),
        pytest.param(RATE, rate(9, 9), "few", id="fewer calls than the rule asks for"),
        pytest.param(RATE | {"minimum": 3}, rate(3, 3), "past", id="a rule that asks for three calls"),
        pytest.param(RATE, rate(0, 0), "few", id="no calls at all"),
        pytest.param(RATE | {"comparison": "under", "threshold": 0.8}, rate(8, 20), "past", id="a rate that is surely under"),
        pytest.param(RATE | {"comparison": "under", "threshold": 0.8}, rate(15, 20), "unsure", id="a rate under it that may be chance"),
        pytest.param(RATE | {"comparison": "under", "threshold": 0.8}, rate(16, 20), "within", id="on the threshold from above"),
        pytest.param(WAIT, length(4, 40, (3.2, 6)), "past", id="a length that is surely over"),
        pytest.param(WAIT, length(4, 40, (2.9, 6)), "unsure", id="a length that may be chance"),
        pytest.param(WAIT, length(4, 12, None), "few", id="too few calls for an interval"),
        pytest.param(WAIT, length(2, 12, None), "within", id="within needs no interval"),
        pytest.param(MISSED, counted(6), "past", id="what is counted is certain"),
        pytest.param(MISSED, counted(5), "within", id="as many as allowed"),
        pytest.param(CALLS, counted(0), "past", id="no calls are a number too"),
        pytest.param(RATE | {"metric": "cost_per_booking", "threshold": 2}, Figure(value=3, n=12), "past", id="a ratio of sums has no interval"),
    ],
)  # fmt: skip
def test_what_is_past(rule: dict[str, Any], figure: Figure, expected: str) -> None:
    assert finding(OwnRule(**rule), figure) == expected


@pytest.mark.parametrize(
    ("figure", "days", "expected"),
    [
        pytest.param(rate(9, 20), 1, None, id="still past"),
        pytest.param(rate(3, 20), 30, None, id="not surely past, not within: it stays"),
        pytest.param(rate(2, 20), 0, "recovered", id="within, from enough calls"),
        pytest.param(rate(0, 9), 6, None, id="within, from too few calls"),
        pytest.param(rate(0, 9), 7, "quiet", id="too few calls for a week"),
    ],
)
def test_when_it_is_over(figure: Figure, days: int, expected: str | None) -> None:
    assert ending(OwnRule(**RATE), figure, NOON - timedelta(days=days), NOON) == expected


@pytest.mark.parametrize(
    ("rule", "ended", "hours"),
    [
        pytest.param(RATE, None, 24, id="the first time"),
        pytest.param(RATE, 30, 24, id="an alert that was over before"),
        pytest.param(RATE, 5, 5, id="calls before the end do not count again"),
        pytest.param(MISSED, 5, 5, id="nor where calls are counted"),
        pytest.param(CALLS, 5, None, id="five hours say nothing about too few in a day"),
        pytest.param(CALLS, 24, 24, id="a whole window since"),
        pytest.param(RATE, 0, None, id="over this moment"),
    ],
)
def test_what_counts(rule: dict[str, Any], ended: int | None, hours: int | None) -> None:
    found = window(OwnRule(**rule), NOON, None if ended is None else NOON - timedelta(hours=ended))
    assert found == (None if hours is None else Span(NOON - timedelta(hours=hours), NOON))


@pytest.mark.parametrize(
    ("rule", "moment", "expected"),
    [
        pytest.param(CALLS | {"hours": 3}, NOON, True, id="open since three hours"),
        pytest.param(CALLS | {"hours": 3}, NOON - timedelta(hours=3), False, id="opened an hour ago"),
        pytest.param(CALLS | {"hours": 3}, NOON + timedelta(hours=5), False, id="closed at five"),
        pytest.param(
            MISSED | {"hours": 3}, NOON + timedelta(hours=5), True, id="too many may come at any hour"
        ),
        pytest.param(CALLS, NOON, True, id="two open days"),
        pytest.param(CALLS, NOON - timedelta(days=2), False, id="of which one was a Sunday"),
        pytest.param(CALLS | {"hours": 168}, NOON - timedelta(days=2), True, id="a week has Sundays"),
    ],
)
def test_too_few_is_told_of_business_hours(rule: dict[str, Any], moment: datetime, expected: bool) -> None:
    week = {day: ["08:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
    calendar = Calendar(ZoneInfo("Europe/Madrid"), OpeningHours.model_validate({"week": week}))
    own = OwnRule(**rule)
    span = Span(moment - timedelta(hours=own.hours), moment)
    assert is_business(own, span, calendar) is expected
    assert is_business(own, span, Calendar(calendar.zone, None))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({}, None, id="a rule"),
        pytest.param({"name": "  "}, "invalid_name", id="no name"),
        pytest.param({"name": "x" * 61}, "invalid_name", id="a long name"),
        pytest.param({"metric": "weather"}, "unknown_metric", id="no such metric"),
        pytest.param({"hours": 5}, "invalid_window", id="a window that is none"),
        pytest.param({"metric": "first_contact_rate"}, "short_window", id="known only after a week"),
        pytest.param({"metric": "first_contact_rate", "hours": 672}, None, id="known in four weeks"),
        pytest.param({"threshold": 10}, "invalid_threshold", id="a rate of 1000 %"),
        pytest.param({"threshold": -0.1}, "invalid_threshold", id="a negative rate"),
        pytest.param({"threshold": 1}, "impossible_threshold", id="over everything"),
        pytest.param({"threshold": 0, "comparison": "under"}, "impossible_threshold", id="under nothing"),
        pytest.param({"threshold": float("nan")}, "invalid_threshold", id="no number"),
        pytest.param({"minimum": 0}, "invalid_minimum", id="from no calls on"),
        pytest.param({"filters": {"phone": "+34600000000"}}, "unknown_filter", id="a caller is no trait"),
        pytest.param({"filters": {"language": "ca", "hour": "9,10"}}, None, id="traits of calls"),
    ],
)  # fmt: skip
def test_what_can_be_a_rule(changed: dict[str, Any], code: str | None) -> None:
    rule = OwnRule(**RATE | changed)
    if code is None:
        rule.check()
        assert rule.selection(NOT_KNOWN, NOON, NOON).until == NOON
    else:
        with pytest.raises(OwnRuleError) as refused:
            rule.check()
        assert refused.value.code == code


def test_a_filter_is_a_selection() -> None:
    rule = OwnRule(
        **RATE | {"filters": {"language": "ca, es", "hour": "9,10", "called": " 34971550100,unknown"}}
    )
    found = rule.selection(NOT_KNOWN, NOON, NOON)
    assert (found.languages, found.hours) == (("ca", "es"), (9, 10))
    assert found.called_numbers == ("+34971550100", "unknown")
