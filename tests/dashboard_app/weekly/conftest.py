"""A week of calls: Sunday, 22 November 2026, is in the week 2026-W47."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dashboard_app.mail.language import Reader, in_language
from dashboard_app.weekly.weeks import Week
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.queries.organizations import Profile, profile_of
from tests.dashboard_app.calls import START, add_cost, make_call

MONDAY_AT_SEVEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven in Madrid
WEEK = Week(datetime(2026, 11, 16, tzinfo=UTC).date())


@pytest.fixture
def autobox(database: Database) -> Profile:
    with database.transaction() as session:
        return profile_of(session, ensure_first_organization(session))


@pytest.fixture
def spanish(autobox: Profile) -> Iterator[Profile]:
    """Somebody who reads Spanish, for what is made outside requests."""
    with in_language("es", Reader(autobox.timezone, autobox.sector)):
        yield autobox


@pytest.fixture
def week_of_calls(database: Database) -> None:
    """Three missed in one hour, two booked, one that asked for a call back, one given up."""
    assert START.date().isoformat() == "2026-11-22"
    for number in range(3):
        make_call(database, number, phone_number=f"+3460000000{number}", is_answered=False)
    for number, outcome in enumerate(
        ("appointment_booked", "appointment_booked", "unresolved", "abandoned"), 10
    ):
        call = make_call(
            database,
            number,
            phone_number=f"+346111111{number}",
            intent="book_appointment",
            outcome=outcome,
            text="Quería pedir cita.",
        )
        add_cost(database, call, "0.25")
