"""What answers mean, and when an attempt follows."""

from datetime import UTC, datetime, timedelta

import pytest

from workers.webhooks.retry_policy import RETRY_DELAYS_SECONDS, Answer, fault_of, judge, why_to_stop

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
FAILED = Answer(503, error="status")


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, None),
        (204, None),
        (299, None),
        (301, "redirect"),
        (307, "redirect"),
        (400, "status"),
        (410, "status"),
        (500, "status"),
    ],
)
def test_only_2xx_is_taken(status: int, fault: str | None) -> None:
    assert fault_of(status) == fault


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [
        (1, 0, 5),
        (1, 1, 6),
        (2, 0, 30),
        (3, 0, 120),
        (4, 0.5, 660),
        (5, 0, 1800),
        (6, 0, 3600),
        (9, 0, 21_600),
        (10, 1, 38_880),
    ],
)
def test_pauses_grow_and_scatter(attempts: int, chance: float, seconds: float) -> None:
    found = judge(FAILED, attempts, NOW, chance=chance)

    assert (found.state, found.next_attempt_at) == ("failed", NOW + timedelta(seconds=seconds))
    assert (found.response_status, found.error) == (503, "status")


def test_about_a_day_in_all_and_then_it_is_given_up() -> None:
    found = judge(FAILED, len(RETRY_DELAYS_SECONDS) + 1, NOW, chance=0)

    assert (found.state, found.next_attempt_at) == ("given_up", None)
    assert 22 * 3600 <= sum(RETRY_DELAYS_SECONDS) <= 26 * 3600


@pytest.mark.parametrize(
    ("asked_for", "pause"),
    [
        pytest.param("120", timedelta(seconds=120), id="seconds"),
        pytest.param("2", timedelta(seconds=5), id="less than we wait anyway"),
        pytest.param("Thu, 26 Nov 2026 10:15:00 GMT", timedelta(minutes=15), id="a date"),
        pytest.param("Thu, 26 Nov 2026 09:00:00 GMT", timedelta(seconds=5), id="a date that is over"),
        pytest.param("999999999", timedelta(hours=24), id="years"),
        pytest.param("9" * 5000, timedelta(seconds=5), id="no number of anybody"),
        pytest.param("soon", timedelta(seconds=5), id="neither"),
        pytest.param(
            f"Thu, 26 Nov {'9' * 20} 10:15:00 GMT", timedelta(seconds=5), id="a year of no calendar"
        ),
        pytest.param(
            f"Thu, 26 Nov 2026 10:15:00 +{'9' * 20}", timedelta(seconds=5), id="a zone of no place on Earth"
        ),
        pytest.param("-5", timedelta(seconds=5), id="negative"),
    ],
)
def test_who_asks_for_a_pause_gets_it(asked_for: str, pause: timedelta) -> None:
    answer = Answer(429, error="status", retry_after=asked_for)
    assert judge(answer, 1, NOW, chance=0).next_attempt_at == NOW + pause


@pytest.mark.parametrize(
    ("answer", "options", "state"),
    [
        pytest.param(Answer(204), {}, "delivered", id="taken"),
        pytest.param(Answer(410, error="status"), {}, "given_up", id="gone"),
        pytest.param(Answer(error="timeout"), {}, "failed", id="silent"),
        pytest.param(Answer(500, error="status"), {"is_test": True}, "given_up", id="a test is tried once"),
    ],
)
def test_states(answer: Answer, options: dict[str, bool], state: str) -> None:
    assert judge(answer, 1, NOW, chance=0, **options).state == state


@pytest.mark.parametrize(
    ("answer", "days", "why"),
    [
        pytest.param(Answer(410, error="status"), None, "gone", id="gone at once"),
        pytest.param(Answer(500, error="status"), None, None, id="a first failure"),
        pytest.param(Answer(500, error="status"), 4.9, None, id="not yet five days"),
        pytest.param(Answer(error="timeout"), 5, "failing", id="five days"),
        pytest.param(Answer(200), 9, None, id="there again"),
    ],
)
def test_when_an_endpoint_is_switched_off(answer: Answer, days: float | None, why: str | None) -> None:
    since = NOW - timedelta(days=days) if days is not None else None
    assert why_to_stop(answer, since, NOW) == why
