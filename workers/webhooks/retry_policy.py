"""The retry policy of webhooks: how to interpret a response, and when to retry (for about a day, with growing delays
and jitter). Pure.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from db.actions.webhook_deliveries import AttemptResult

# Delays between attempts: eleven attempts within 22.7 hours.
RETRY_DELAYS_SECONDS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 32_400)
JITTER = 0.2  # relative extra delay, so that recovering receivers are not hit by everything at once
MAX_RETRY_AFTER = timedelta(hours=24)  # upper bound for `Retry-After`
FAILING_FOR = timedelta(days=5)  # an endpoint that only fails for this long is switched off
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a request. `error` says why there was no response or why it does not count; None means accepted."""

    status: int | None = None
    body: str = ""
    duration_ms: int = 0
    error: str | None = None
    retry_after: str | None = None


def fault_of(status: int) -> str | None:
    """Only 2xx means accepted. Redirects are not followed: the receiver must give us the new address."""
    if 200 <= status < 300:
        return None
    return "redirect" if 300 <= status < 400 else "status"


def judge(
    answer: Answer, attempts: int, now: datetime, *, chance: float, is_test: bool = False
) -> AttemptResult:
    """The delay after that many attempts. `chance`, between 0 and 1, is drawn by the caller. Tests are watched by a
    person and not retried.
    """
    is_last = is_test or answer.status == GONE or attempts > len(RETRY_DELAYS_SECONDS)
    next_at = None
    if answer.error is None:
        state = "delivered"
    elif is_last:
        state = "given_up"
    else:
        state, next_at = "failed", now + pause(attempts, chance, asked(answer.retry_after, now))
    return AttemptResult(state, next_at, answer.status, answer.body or None, answer.duration_ms, answer.error)


def pause(attempts: int, chance: float, asked_for: timedelta) -> timedelta:
    usual = timedelta(seconds=RETRY_DELAYS_SECONDS[attempts - 1] * (1 + JITTER * chance))
    return max(usual, min(asked_for, MAX_RETRY_AFTER))


def asked(retry_after: str | None, now: datetime) -> timedelta:
    """Seconds or a date (RFC 9110); anything else is ignored."""
    given = (retry_after or "").strip()
    if given.isdecimal() and len(given) < 10:
        return timedelta(seconds=int(given))
    try:
        moment = parsedate_to_datetime(given)
    except (ValueError, OverflowError):  # numbers that are too large for a date
        return timedelta()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def why_to_stop(answer: Answer, failing_since: datetime | None, now: datetime) -> str | None:
    """Whether this response switches the endpoint off, and why."""
    if answer.error is None:
        return None
    if answer.status == GONE:
        return "gone"
    is_hopeless = failing_since is not None and now - failing_since >= FAILING_FOR
    return "failing" if is_hopeless else None
