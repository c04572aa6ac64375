"""Whatever is filtered: a figure says the same from the function behind the tiles and from the API, and its list has as many rows."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from dashboard_app.api.metrics import plain
from dashboard_app.filters import Filters, parse
from db.actions.call_facts import touch
from db.actions.organizations import ensure_first_organization
from db.actions.word_removal import remove_words
from db.database import Database
from db.demo.cli import load_demo
from db.demo.statements import NUMBER_OF_DEMO
from db.models import Conversation
from db.queries.calls import CallQuery
from db.queries.metrics.definitions import METRICS
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import calls_behind, measure
from db.queries.selection import Selection
from tests.dashboard_app.conftest import Person
from tests.db.counting import count_calls
from tests.db.experimenting import join, start_experiment

EXPERIMENT = str(UUID(int=29))
LISTS = {
    "language": ("es", "ca", "de", "unknown"),
    "intent": ("book_appointment", "repair_status", "complaint", "none", "unknown"),
    "outcome": ("appointment_booked", "abandoned", "information_given"),
    "urgency": ("high", "normal"),
    "sentiment": ("negative", "neutral", "positive"),
    "service": ("brakes", "oil_change"),
    "ending": ("booked", "served", "missed", "person"),
    "status": ("completed", "failed"),
    "weekday": ("1", "2", "6"),
    "hour": ("9", "10", "17"),
    "step": ("0", "1", "3", "unknown"),
    "reason": ("silent", "hung_up", "unknown"),
    "wait": ("0", "1", "unknown"),
    "stay": ("1", "2", "unknown"),
    "version": ("demo-1", "demo-3", "unknown"),
    "called": (NUMBER_OF_DEMO, "+34971550200", "unknown"),
    "experiment": (EXPERIMENT, str(UUID(int=7))),
    "side": ("a", "b", "unknown"),
}
ZONE = "Europe/Madrid"


def lists() -> dict[str, Any]:
    return {
        name: some.lists(some.sampled_from(values), min_size=1, max_size=2, unique=True).map(",".join)
        for name, values in LISTS.items()
    }


@some.composite
def filters(draw: Any) -> dict[str, str]:
    chosen = draw(some.sets(some.sampled_from(sorted(LISTS)), max_size=2))
    found = {name: draw(lists()[name]) for name in sorted(chosen)}
    if draw(some.booleans()):
        first = date.today() - timedelta(days=draw(some.integers(0, 25)))  # noqa: DTZ011 (any day will do)
        found |= {"from": str(first), "to": str(first + timedelta(days=draw(some.integers(0, 20))))}
    if draw(some.booleans()):
        found["is_test"] = draw(some.sampled_from(["true", "false"]))
    return found


@pytest.fixture
def demo(database: Database) -> Database:
    """Figures come from the process's copy of the facts, as those of a server do; lists never do. Calls came by two numbers or by
    one that is not known, and the words of half of the calls are gone."""
    load_demo(database, conversations=250, days=21, seed=5)
    with database.transaction() as session:
        some_calls = session.scalars(select(Conversation).order_by(Conversation.id).limit(120)).all()
        for place, call in enumerate(some_calls):
            call.called_number = None if place % 3 == 0 else "+34971550200"
            touch(session, call.id)
    with database.transaction() as session:
        oldest = select(Conversation.id).order_by(Conversation.started_at).limit(125)
        remove_words(session, list(session.scalars(oldest)), days=30)
    with database.transaction() as session:
        start_experiment(session, ensure_first_organization(session), id=UUID(EXPERIMENT))
        for place, call in enumerate(session.scalars(select(Conversation.id).order_by(Conversation.id))):
            if place % 3:
                join(session, UUID(EXPERIMENT), call, "b" if place % 7 == 1 else "a")
    assert database.keep_columns().refresh(least=0) > 10
    return database


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=filters(), metric=some.sampled_from(METRICS))
def test_a_figure_its_api_and_its_list_agree(
    demo: Database, alicia: Person, query: dict[str, str], metric: Any
) -> None:
    figure = measured(demo, query)[metric.name]
    shown = alicia.client.get(f"/api/metrics/{metric.name}?{urlencode(query)}").json

    assert shown is not None
    assert (shown["n"], shown.get("numerator")) == (
        figure.n,
        figure.numerator if metric.denominator else None,
    )
    assert shown["value"] == plain(figure.value)
    for part in metric.listed:
        behind = {**query, "metric": metric.name, "part": part, "format": "csv"}
        # Only so many are fetched at once.
        with alicia.client.get(f"/api/conversations?{urlencode(behind)}") as file:
            rows = list(csv.DictReader(io.StringIO(file.text)))
        assert len(rows) == calls_in(figure, part), part


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=filters())
def test_every_metric_counts_the_calls_behind_it(demo: Database, query: dict[str, str]) -> None:
    figures = measured(demo, query)
    selection, now = selected(demo, query)
    with demo.reading() as session:
        for metric in METRICS:
            for part in metric.listed:
                behind = calls_behind(metric, part, selection, now=now)
                counted = calls_in(figures[metric.name], part)
                assert count_calls(session, CallQuery(selection=behind)) == counted, (metric.name, part)


def calls_in(figure: Figure, part: str) -> int | None:
    if part == "rest":
        return figure.n - (figure.numerator or 0)
    return figure.numerator if part == "numerator" else figure.n


def measured(database: Database, query: dict[str, str]) -> dict[str, Figure]:
    selection, now = selected(database, query)
    with database.reading() as session:
        return measure(session, METRICS, selection, now=now)


def selected(database: Database, query: dict[str, str]) -> tuple[Selection, datetime]:
    now = datetime.now(UTC)
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    return parse(Filters, {name: [value] for name, value in query.items()}).selection(owner, ZONE, now), now
