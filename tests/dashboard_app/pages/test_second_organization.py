"""Another line of business on the same server: its own wishes, figures and words, and its own calls alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from dashboard_app import texts
from dashboard_app.app import layout
from dashboard_app.call_filters import wanted_calls
from dashboard_app.components.call_filters import filter_bar, search_hint
from dashboard_app.components.hidden_filters import figure_filter
from dashboard_app.pages import call, explore, panel_sections
from dashboard_app.pages.panel_trade import title_of_trade, trade
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import scope_of
from dashboard_app.view_filters import kept_chart
from dashboard_app.viewer import current_viewer
from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.founding import add_agent, create_organization
from db.actions.organizations import ensure_first_organization
from db.actions.users import create_user
from db.database import Database
from db.demo.cli import Stage, load_demo
from db.models import Conversation, ConversationAnalysis, Organization
from db.queries.bulk_orders import count_wanted, read, written
from db.queries.users import Member, member_of_email
from tests.dashboard_app.pages.conftest import PASSWORD, place_call
from tests.dashboard_app.reading import parts, with_class, with_id, words
from workers.demo import GoldenCalls
from workers.sectors import load_sector

NUMBER = "+34971880200"


@pytest.fixture
def clinic(site: Flask, database: Database) -> Iterator[Member]:
    """Somebody at a dental clinic, served by AutoBox's server."""
    with database.transaction() as session:
        ensure_first_organization(session)
    with database.transaction() as session:
        owner = create_organization(
            session,
            slug="clinica-nord",
            name="Clínica Nord",
            sector="dental-clinic",
            timezone="Europe/Madrid",
            language="ca",
        )
        add_agent(
            session,
            organization_id=owner,
            name="Alba",
            provider_agent_id="agent_alba",
            phone_number=NUMBER,
            language="ca",
        )
        create_user(session, email="ana@nord.example", role="staff", password=PASSWORD, organization_id=owner)
    with database.reading() as session:
        found = member_of_email(session, "ana@nord.example")
    assert found is not None
    with site.test_request_context("/"):
        g.member = found[0]
        yield found[0]


def emergency(database: Database, number: int, outcome: str) -> None:
    started = datetime.now(UTC) - timedelta(hours=number)
    ringing = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number="+34612480917",
        called_number=NUMBER,
        started_at=started,
    )
    results = {
        name: {"value": value} for name, value in (("intent", "dental_emergency"), ("outcome", outcome))
    }
    with database.transaction() as session:
        conversation = open_call(session, call=ringing)
        answer_call(session, conversation_id=conversation, answered_at=started + timedelta(seconds=2))
        ended = started + timedelta(minutes=1)
        end_call(session, conversation_id=conversation, ended_at=ended, end_reason="caller_hangup")
    with database.transaction() as session:
        save_programmatic(session, conversation_id=conversation, version="test", results=results)


def test_every_page_says_whose_it_is(clinic: Member) -> None:
    assert {words(one) for one in with_class(layout(), "brand-line")} == {"Clínica Nord"}


def test_where_there_is_one_organization_nobody_has_to_be_told(reader: Member) -> None:
    assert {words(one) for one in with_class(layout(), "brand-line")} == {"Voice Analytics"}


def test_wishes_and_filters_are_those_of_the_trade(clinic: Member) -> None:
    assert texts.say(texts.INTENTS, "dental_emergency") == "Urgencia dental"
    offered = {getattr(part, "value", None) for part in parts(filter_bar({}))}
    labels = str([getattr(part, "options", "") for part in parts(filter_bar({}))])
    assert offered
    assert "Urgencia dental" in labels
    assert "¿Cómo va mi coche?" not in labels


def test_the_panel_shows_the_figures_of_the_trade_and_of_ones_own_calls(
    clinic: Member, database: Database
) -> None:
    for number, outcome in enumerate(("appointment_booked", "transferred_to_human", "abandoned"), 1):
        emergency(database, number, outcome)
    place_call(database, 9)  # the workshop's
    who = current_viewer()
    one = scope_of(chosen_period({}, who), who)
    said = words(trade(one))
    assert title_of_trade() == "Clínica dental"
    assert "Urgencias atendidas" in said
    assert "2 de 3" in said
    assert "67 %" in said
    assert panel_sections.figures(one) is not None


def test_figures_of_the_trade_are_explored_as_all_others(
    clinic: Member, database: Database, site: Flask
) -> None:
    for number, outcome in enumerate(("appointment_booked", "transferred_to_human", "abandoned"), 1):
        emergency(database, number, outcome)
    page = explore.layout(figure="emergency_seen_share", by="outcome")
    offered = {one["value"] for one in with_id(page, {"type": "explore-filter", "name": "figure"}).options}

    assert "Urgencias atendidas, por resultado" in words(page)
    assert "2 de 3" in words(page)
    assert {"booking_rate", "emergency_seen_share", "first_visit_from_price_rate"} <= offered
    assert "breakdown_helped_share" not in offered  # the workshop's
    # Not understood.
    assert "breakdown_helped_share" in words(explore.layout(figure="breakdown_helped_share"))
    chart, wrong = kept_chart({"figure": "emergency_seen_share", "by": "week"})
    assert (chart["figure"], wrong) == ("emergency_seen_share", [])


def test_the_calls_behind_a_figure_of_the_trade_are_found_by_other_processes(
    clinic: Member, database: Database
) -> None:
    for number, outcome in enumerate(("appointment_booked", "transferred_to_human", "abandoned"), 1):
        emergency(database, number, outcome)
    asked_for = {"metric": "emergency_seen_share", "part": "rest"}
    order = written(wanted_calls(asked_for, current_viewer()))

    assert figure_filter("emergency_seen_share", "rest") == "no cuentan en «Urgencias atendidas»"
    with database.reading() as session:
        assert count_wanted(session, read(order)) == 1


@pytest.fixture
def busy_houses(clinic: Member, database: Database) -> dict[str, dict[str, str]]:
    """Both have a demo of their own; the wish of each call that was talked, by organization."""
    stage = Stage(clinic.organization_id, GoldenCalls(load_sector(clinic.sector)), NUMBER)
    load_demo(database, conversations=30, days=6, seed=2, stage=stage)
    load_demo(database, conversations=30, days=6, seed=2)
    with database.reading() as session:
        rows = session.execute(
            select(Organization.slug, Conversation.id, ConversationAnalysis.results["intent"]["value"].astext)
            .join(Conversation, Conversation.organization_id == Organization.id)
            .join(ConversationAnalysis, ConversationAnalysis.conversation_id == Conversation.id)
            .where(ConversationAnalysis.analysis_type == "programmatic")
        ).all()
    return {
        slug: {str(call): intent for owner, call, intent in rows if owner == slug}
        for slug in ("clinica-nord", "autobox")
    }


def test_each_house_reads_its_own_calls_in_the_words_of_its_trade(
    clinic: Member, busy_houses: dict[str, dict[str, str]]
) -> None:
    sector = load_sector("dental-clinic")
    ours, theirs = busy_houses["clinica-nord"], busy_houses["autobox"]
    assert set(ours.values()) <= set(sector.intents)
    assert "repair_status" in theirs.values()

    shown = {intent: identity for identity, intent in ours.items()}
    assert len(shown) > 5
    for intent, identity in shown.items():
        assert sector.label("intents", intent, "es") in words(call.layout(identity))
    assert "No conocemos esta llamada" in words(call.layout(next(iter(theirs))))
    assert search_hint() == "Número, nombre o palabras"

    who = current_viewer()
    one = scope_of(chosen_period({}, who), who)
    assert "Urgencias atendidas" in words(trade(one))
    assert "¿Cómo va mi coche?" not in words(panel_sections.figures(one))
