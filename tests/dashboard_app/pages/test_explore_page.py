"""Explore: every number leads to exactly the calls that it counts, and a question is kept as a view."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from dashboard_app.call_filters import wanted_calls
from dashboard_app.explore.question import asked
from dashboard_app.pages import explore
from dashboard_app.pages.explored_figures import calls_of
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import Scope, scope_of
from dashboard_app.viewer import current_viewer
from db.actions.call_facts import touch
from db.actions.organizations import ensure_first_organization
from db.actions.saved_views import prefer_view, save_view
from db.database import Database
from db.demo.cli import load_demo
from db.models import Conversation
from db.queries.metrics.keys import ASKABLE
from db.queries.metrics.measure import measure_by
from db.queries.users import Member
from tests.dashboard_app.reading import links, with_class, with_id, words
from tests.db.counting import count_calls
from tests.db.experimenting import join, start_experiment

FIGURES = (
    "calls",
    "missed_calls",
    "booking_rate",
    "heard_gap_p50",
    "cost_per_call",
    "cost_per_booking",
    "breakdown_helped_share",
)
PAIRS = (("week", "ending"), ("weekday", "hour"), ("service", "language"), ("intent", "month"))


@pytest.fixture
def demo(database: Database) -> Database:
    """With an experiment of two thirds of the calls, and calls by two numbers."""
    load_demo(database, conversations=150, days=21, seed=8)
    with database.transaction() as session:
        experiment = start_experiment(session, ensure_first_organization(session))
        for place, call in enumerate(session.scalars(select(Conversation).order_by(Conversation.id))):
            if place % 3:
                join(session, experiment, call.id, "b" if place % 3 == 1 else "a")
            call.called_number = "+34971550200" if place % 4 == 0 else call.called_number
            touch(session, call.id)
    return database


def scope(**query: str) -> Scope:
    viewer = current_viewer()
    return scope_of(chosen_period(query, viewer), viewer)


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


@pytest.mark.parametrize("figure", FIGURES)
def test_every_number_leads_to_the_calls_that_it_counts(admin: Member, demo: Database, figure: str) -> None:
    where, viewer = scope(language="es,ca,de"), current_viewer()
    questions = [{"by": trait} for trait in ASKABLE] + [{"by": one, "split": other} for one, other in PAIRS]
    looked_at = 0
    for parts in questions:
        question = asked({"figure": figure, **parts}).question
        with demo.reading() as session:
            found = measure_by(session, [question.metric], where.selection, by=question.keys, now=viewer.now)
            for key, figures in found.items():
                address = calls_of(question, where, key)
                behind = wanted_calls(query_of(address), viewer)
                counted = figures[figure].numerator if question.metric.kind == "rate" else figures[figure].n
                assert count_calls(session, behind) == counted, address
                looked_at += bool(counted)
    assert looked_at > 20


def test_the_page_answers_what_its_address_asks(admin: Member, demo: Database) -> None:
    page = explore.layout(figure="booking_rate", by="weekday", split="hour", language="es")

    assert "Citas por petición, por día de la semana y hora" in words(page)
    assert with_id(page, {"type": "explore-filter", "name": "split"}).value == "hour"
    (api,) = [link for link in links(page) if link.startswith("/api/")]
    assert {"by": "weekday,hour", "language": "es", "is_test": "false"}.items() <= query_of(api).items()
    assert urlsplit(api).path == "/api/metrics/booking_rate"


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("side", ("el agente de siempre", "el otro agente", "En ningún experimento")),
        ("called", ("971 55 02 00",)),
    ],
)
def test_sides_of_experiments_and_our_numbers_are_told_apart(
    admin: Member, demo: Database, by: str, told: tuple[str, ...]
) -> None:
    page = explore.layout(figure="booking_rate", by=by)

    shown = words(with_class(page, "figure-bars"))
    assert all(one in shown for one in told)
    assert by in {one["value"] for one in with_id(page, {"type": "explore-filter", "name": "by"}).options}


def test_what_all_calls_have_alike_is_not_offered(admin: Member) -> None:
    offered = with_id(explore.layout(), {"type": "explore-filter", "name": "by"}).options

    assert {"side", "called"}.isdisjoint(one["value"] for one in offered)


def test_no_calls_have_no_chart(admin: Member) -> None:
    page = explore.layout(figure="booking_rate", by="intent")

    assert "Ninguna llamada coincide" in words(page)


def test_what_is_not_understood_is_told(admin: Member) -> None:
    said = words(explore.layout(figure="profit", by="intent", language="klingon"))

    assert all(part in said for part in ("figure=profit", "language=klingon"))


def test_days_of_a_long_period_become_months(admin: Member, demo: Database) -> None:
    query = {"by": "day", "from": "2024-01-01", "to": str(current_viewer().today)}

    assert "El periodo es largo: se muestra por mes." in words(explore.answered(query, current_viewer()))


@pytest.mark.parametrize("by", ["week", "ending"])
def test_versions_have_names(admin: Member, demo: Database, by: str) -> None:
    assert "demo-" in words(explore.answered({"by": by, "split": "version"}, current_viewer()))


def test_a_view_opens_with_its_question(admin: Member, demo: Database) -> None:
    question = {"figure": "missed_calls", "by": "weekday", "split": "hour", "period": "quarter"}
    with demo.transaction() as session:
        owner = {"organization_id": admin.organization_id}
        view = save_view(session, owner_id=admin.id, page="explore", name="Perdidas", filters=question, is_shared=False, **owner)  # fmt: skip
        prefer_view(session, user_id=admin.id, page="explore", view_id=view, **owner)

    assert "Llamadas perdidas, por día de la semana y hora" in words(explore.layout())
