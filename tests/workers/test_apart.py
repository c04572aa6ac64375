"""What fails, or takes long, keeps nobody else from theirs; a job that has run out of time ends."""

from datetime import UTC, datetime, timedelta

import pytest
from rq.timeouts import JobTimeoutException

from workers.apart import apart, in_turn

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_everybody_is_first_now_and_then() -> None:
    listed = list("abcde")
    rounds = [in_turn(listed, NOW + timedelta(minutes=2 * number)) for number in range(30)]

    assert all(sorted(one) == listed for one in rounds)
    assert {one[0] for one in rounds} == set(listed)
    assert in_turn(listed, NOW) == rounds[0]


def test_a_failure_is_told_and_counts_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> int:
        raise ValueError("no such thing")

    assert [apart(work, "failed of=%s", "ana") for work in (lambda: 2, fail, lambda: 3)] == [2, 0, 3]
    assert "failed of=ana" in caplog.text


def test_a_job_that_has_run_out_of_time_ends() -> None:
    def take_long() -> int:
        raise JobTimeoutException("it took too long")

    with pytest.raises(JobTimeoutException):
        apart(take_long, "failed of=%s", "ana")
