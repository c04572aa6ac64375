"""Previous and next within the list that the reader came from."""

from datetime import timedelta
from uuid import UUID

import pytest

from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.queries.calls import CallQuery
from db.queries.neighbours import Neighbours, neighbours
from db.queries.selection import Selection
from tests.dashboard_app.calls import START, make_call


@pytest.fixture
def calls(database: Database) -> list[UUID]:
    """Minutes 0 to 3; the third is about a complaint and has another number."""
    found = [make_call(database, minute, text="Hola") for minute in (0, 1)]
    found.append(
        make_call(database, 2, text="Quiero poner una queja", intent="complaint", phone_number="+34611000111")
    )
    return [*found, make_call(database, 3, text="Una queja", intent="complaint")]


@pytest.mark.parametrize(
    ("place", "filters", "search", "expected"),
    [
        pytest.param(1, {}, "", (2, 0), id="in the middle"),
        pytest.param(3, {}, "", (None, 2), id="the newest"),
        pytest.param(0, {}, "", (1, None), id="the oldest"),
        pytest.param(1, {"intents": ("complaint",)}, "", (2, None), id="from a call that is not in the list"),
        pytest.param(2, {"intents": ("complaint",)}, "", (3, None), id="filtered"),
        pytest.param(3, {}, "queja", (None, 2), id="searched"),
        pytest.param(0, {"is_test": True}, "", (None, None), id="an empty list"),
    ],
)
def test_neighbours(
    database: Database,
    calls: list[UUID],
    place: int,
    filters: dict[str, tuple[str, ...]],
    search: str,
    expected: tuple[int | None, int | None],
) -> None:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    selection = Selection(organization_id=owner, **filters)  # type: ignore[arg-type]
    started = START + timedelta(minutes=place)

    with database.reading() as session:
        found = neighbours(
            session,
            CallQuery(selection=selection, search=search),
            started_at=started,
            call_id=calls[place],
        )

    newer, older = (calls[one] if one is not None else None for one in expected)
    assert found == Neighbours(newer, older)
