"""The same weekdays before, on the organization's clock."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db.queries.metrics.periods import same_weekdays_before
from db.queries.selection import Selection

MADRID = ZoneInfo("Europe/Madrid")
LATER = "2030-01-01T00:00"


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("since", "until", "now", "before"),
    [
        pytest.param("2026-11-02", "2026-11-09", LATER, ("2026-10-26", "2026-11-02"), id="a week"),
        pytest.param("2026-10-19", "2026-10-26", LATER, ("2026-10-12", "2026-10-19"), id="of 169 hours"),
        pytest.param("2026-10-05", "2026-11-02", LATER, ("2026-09-07", "2026-10-05"), id="a clock that is put back"),
        pytest.param("2026-03-09", "2026-04-06", LATER, ("2026-02-09", "2026-03-09"), id="a clock that is put forward"),
        pytest.param("2026-11-01", "2026-12-01", LATER, ("2026-09-27", "2026-10-27"), id="a month has more than four weeks"),
        pytest.param("2024-02-29", "2024-03-01", LATER, ("2024-02-22", "2024-02-23"), id="a leap day"),
        pytest.param("2026-10-26", "2026-11-02", "2026-10-27T10:30", ("2026-10-19", "2026-10-20T10:30"), id="as far as it has come"),
        pytest.param("2026-11-02", "2026-11-09", "2026-11-02", None, id="not begun"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", [MADRID, UTC], ids=["by the clock", "by UTC"])
def test_the_same_weekdays_before(
    since: str, until: str, now: str, before: tuple[str, str] | None, zone: ZoneInfo
) -> None:
    first, last, today = (at(one).astimezone(zone) for one in (since, until, now))
    selection = Selection(organization_id=UUID(int=1), since=first, until=last)
    found = same_weekdays_before(selection, "Europe/Madrid", now=today)

    expected = before and tuple(at(one) for one in before)
    assert (found and (found.since, found.until)) == expected
