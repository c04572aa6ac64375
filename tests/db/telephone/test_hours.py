"""When a workshop is open: a table of moments, feast days, exceptions and both changes of the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from db.telephone.feasts import UnknownRegionError, feasts_of, years_from
from db.telephone.hours import OpeningHours, OpeningState

MADRID = ZoneInfo("Europe/Madrid")
SPLIT = ["08:00-13:00", "15:00-18:30"]
HOURS = OpeningHours.model_validate(
    {
        "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SPLIT) | {"sat": ["9:00-13:00"]},
        "special": {"2026-12-24": ["09:00-12:00"], "2026-12-08": ["10:00-11:00"]},
        "closed": ["2026-08-10..2026-08-21", "2026-11-02"],
        "region": "ES-IB",
        "feasts": {"2026-03-02": "Día de las Islas Baleares", "2026-12-08": "Inmaculada"},
    }
)


def at(text: str) -> datetime:
    """By the clock on the wall in Manacor."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("moment", "name", "changes"),
    [
        pytest.param("2026-11-25T08:00", "open", "2026-11-25T13:00", id="the first minute"),
        pytest.param("2026-11-25T07:59", "closed", "2026-11-25T08:00", id="the minute before"),
        pytest.param("2026-11-25T12:59", "open", "2026-11-25T13:00", id="the last minute"),
        pytest.param("2026-11-25T13:00", "closed", "2026-11-25T15:00", id="at midday"),
        pytest.param("2026-11-25T18:30", "closed", "2026-11-26T08:00", id="in the evening"),
        pytest.param("2026-11-28T13:30", "closed", "2026-11-30T08:00", id="over a weekend"),
        pytest.param("2026-11-28T10:00", "open", "2026-11-28T13:00", id="on Saturday"),
        pytest.param("2026-03-02T10:00", "feast", "2026-03-03T08:00", id="a feast of the islands"),
        pytest.param("2026-12-08T10:30", "open", "2026-12-08T11:00", id="open on a feast"),
        pytest.param("2026-12-08T12:00", "closed", "2026-12-09T08:00", id="a feast after its hours"),
        pytest.param("2026-12-24T12:30", "closed", "2026-12-25T08:00", id="short hours"),
        pytest.param("2026-08-15T10:00", "closed_day", "2026-08-22T09:00", id="in the holidays"),
        pytest.param("2026-11-02T10:00", "closed_day", "2026-11-03T08:00", id="a closed day"),
    ],
)
def test_a_moment(moment: str, name: str, changes: str) -> None:
    state = HOURS.state_at(at(moment), MADRID)

    assert (state.name, state.changes_at) == (name, at(changes))


def test_a_feast_has_a_name() -> None:
    assert HOURS.state_at(at("2026-03-02T10:00"), MADRID).feast == "Día de las Islas Baleares"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        pytest.param(datetime(2026, 3, 27, 7, 0, tzinfo=UTC), True, id="the Friday before summer time"),
        pytest.param(datetime(2026, 3, 30, 6, 0, tzinfo=UTC), True, id="the Monday after: an hour earlier"),
        pytest.param(datetime(2026, 3, 30, 5, 59, tzinfo=UTC), False, id="a minute before"),
        pytest.param(datetime(2026, 10, 23, 6, 0, tzinfo=UTC), True, id="the Friday before winter time"),
        pytest.param(datetime(2026, 10, 26, 6, 0, tzinfo=UTC), False, id="the Monday after: an hour later"),
        pytest.param(datetime(2026, 10, 26, 7, 0, tzinfo=UTC), True, id="at eight on the wall"),
    ],
)
def test_the_clock_on_the_wall_decides(moment: datetime, is_open: bool) -> None:
    assert HOURS.state_at(moment, MADRID).is_open is is_open


NIGHT = OpeningHours.model_validate({"week": {"sat": ["22:00-24:00"], "sun": ["00:00-02:30", "03:00-04:00"]}})


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(
            "2026-03-28T23:00:00+01:00", "2026-03-29T03:30:00+02:00", id="the hour that spring skips"
        ),
        pytest.param(
            "2026-10-24T23:00:00+02:00", "2026-10-25T02:30:00+02:00", id="the hour that comes twice"
        ),
        pytest.param("2026-11-21T23:00:00+01:00", "2026-11-22T02:30:00+01:00", id="any other night"),
    ],
)
def test_a_night_goes_on_at_midnight(moment: str, expected: str) -> None:
    state = NIGHT.state_at(datetime.fromisoformat(moment), MADRID)

    assert state.changes_at is not None
    assert (state.is_open, state.changes_at.isoformat()) == (True, expected)


def test_who_never_opens_never_opens() -> None:
    never = OpeningHours(week={})

    assert never.state_at(at("2026-11-25T10:00"), MADRID) == OpeningState(False, "hours", None)


def test_who_never_closes_is_open() -> None:
    always = OpeningHours.model_validate(
        {"week": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
    )

    assert always.state_at(at("2026-11-25T03:00"), MADRID) == OpeningState(True, "hours", None)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"week": {"mon": ["8-13"]}}, "write them like 08:00-13:00"),
        ({"week": {"mon": ["13:00-08:00"]}}, "ends before it begins"),
        ({"week": {"mon": ["08:00-13:00", "12:00-15:00"]}}, "overlap"),
        ({"week": {"mon": ["20:00-24:30"]}}, "goes past midnight"),
        ({"week": {"lunes": []}}, "'mon', 'tue'"),
        ({"week": {}, "closed": ["2026-08-21..2026-08-10"]}, "ends before it begins"),
        ({"week": {}, "closed": ["in August"]}, "is no day"),
        ({"week": {}, "open": True}, "Extra inputs"),
    ],
)
def test_what_makes_no_sense_is_refused(fault: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        OpeningHours.model_validate(fault)


def test_settings_survive_json() -> None:
    assert OpeningHours.model_validate(HOURS.model_dump(mode="json")) == HOURS


def test_the_feasts_of_the_islands() -> None:
    feasts = feasts_of("ES-IB", [2026], "es")

    assert {day.isoformat() for day in feasts} >= {"2026-03-02", "2026-04-06", "2026-12-26"}
    assert "2026-09-11" not in {day.isoformat() for day in feasts}  # Catalonia's
    assert feasts[datetime(2026, 12, 25, tzinfo=UTC).date()] == "Natividad del Señor"
    assert list(years_from(datetime(2026, 11, 25, tzinfo=UTC).date())) == [2026, 2027, 2028]


@pytest.mark.parametrize(("region", "words"), [("MALLORCA", "like ES-IB"), ("ES-XX", "has no part 'XX'")])
def test_a_region_that_is_none(region: str, words: str) -> None:
    with pytest.raises(UnknownRegionError, match=words):
        feasts_of(region, [2026])
