"""Abandonment and return: what they count, what they say where there is nothing, and who may keep what."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard_app.pages import abandonment, roi
from dashboard_app.roi.assumptions import ASSUMPTIONS
from dashboard_app.roi.measuring import measured_days
from dashboard_app.roi.model import DAYS_A_MONTH
from dashboard_app.scope import scope_of
from dashboard_app.viewer import current_viewer
from db.database import Database
from db.demo.cli import load_demo
from db.queries.organizations import profile_of
from db.queries.users import Member
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.pages.listing import behind
from tests.dashboard_app.reading import links, parts, with_class, with_id, words

PERIOD = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def calls(reader: Member, database: Database) -> None:
    for number, outcome in enumerate(("abandoned", "appointment_booked", "appointment_booked", "unresolved")):
        call = make_call(
            database,
            number,
            phone_number=f"+3460011122{number}",
            intent="book_appointment",
            outcome=outcome,
            text="Quería pedir cita.",
        )
        add_cost(database, call, "0.50")


def test_nobody_gave_up(reader: Member) -> None:
    page = abandonment.layout(**PERIOD)

    assert "Nadie abandonó" in words(page)
    assert "hay nada que mostrar" in words(page)


@pytest.mark.usefixtures("calls")
def test_who_gave_up_and_after_what(reader: Member) -> None:
    page = abandonment.layout(**PERIOD)

    rows = [words(row).split() for row in with_class(page, "rate-table")]
    assert any("25" in row and "%" in row for row in rows)
    assert [link for link in links(page) if link.startswith("/analysis/")]
    assert any("metric=abandonment_rate&part=numerator" in link for link in links(page))


@pytest.mark.usefixtures("calls")
def test_a_filter_of_the_address_counts(reader: Member) -> None:
    assert "Nadie abandonó" in words(abandonment.layout(**PERIOD, intent="complaint"))


def test_each_count_of_those_who_gave_up_leads_to_its_calls(reader: Member, database: Database) -> None:
    load_demo(database, conversations=250, days=28, seed=5)

    tables = with_class(abandonment.layout(), "rate-table")
    counts = [part for part in parts(tables) if type(part).__name__ == "Link"]

    for by in ("wait", "stay", "intent", "hour", "language"):
        assert any(by in parse_qs(urlsplit(count.href).query) for count in counts), by
    for count in counts:
        assert behind(count.href) == int(words(count)), count.href


def test_no_calls_no_return(reader: Member) -> None:
    assert "No hay llamadas en este periodo" in words(roi.layout(**PERIOD))


@pytest.mark.usefixtures("calls")
def test_the_return_is_counted_from_calls_and_assumptions(reader: Member) -> None:
    page = roi.layout(**PERIOD)

    said = words(page).replace("\xa0", " ")
    assert "0,50 €" in said
    assert "del sector, sin medir" in said
    assert "Para dar un intervalo hacen falta 7 días con llamadas." in said
    assert [one.value for one in [with_id(page, {"type": roi.VALUE, "name": "gross_margin"})]] == [45.0]


def test_each_measured_figure_leads_to_its_calls(reader: Member, database: Database) -> None:
    """Of customers who called; what was passed on to a person took no time of the agent alone."""
    for number in range(7):
        call = make_call(
            database, number, is_answered=number > 0, is_forwarded=number > 4, is_test=number == 4
        )
        add_cost(database, call, "0.50" if number < 2 else None)

    tiles = [tile for tile in with_class(roi.layout(**PERIOD), "tile") if getattr(tile, "href", None)]

    values = [words(with_class(tile, "tile-value")).strip() for tile in tiles]
    assert values == ["5", "0", "0,1", "0,20 €"]
    assert [behind(tile.href) for tile in tiles] == [5, 0, 3, 2]


def test_days_to_come_have_no_fixed_costs(reader: Member, database: Database) -> None:
    today = current_viewer().today
    make_call(database, 1)
    values = {one.name: 0.0 for one in ASSUMPTIONS} | {"fixed_euros_per_month": DAYS_A_MONTH}
    scopes = [
        scope_of({"from": PERIOD["from"], "to": last.isoformat()}, current_viewer())
        for last in (today, today + timedelta(days=40))
    ]

    gone, longer = (
        words(roi.result(scope, measured_days(scope.selection, current_viewer().now), values))
        for scope in scopes
    )
    assert "fijos" in gone
    assert gone == longer


@pytest.mark.parametrize(
    ("typed", "read"),
    [(45, 0.45), (0, 0.0), (None, None), ("", None), (140, None), (-1, None)],
)
def test_a_share_is_typed_in_percent(reader: Member, typed: object, read: float | None) -> None:
    found = roi.typed_values([typed], [{"type": roi.VALUE, "name": "gross_margin"}])

    assert found == (None if read is None else {"gross_margin": read})


def test_only_some_keep_assumptions_for_all(reader: Member, database: Database) -> None:
    assert "no cambiar nada" in words(roi.keep({"gross_margin": 0.6}))

    with database.reading() as session:
        assert "roi" not in profile_of(session, reader.organization_id).settings
