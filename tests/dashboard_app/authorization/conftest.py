"""A server with two organizations: a workshop with one of everything, and a neighbour who knows all of its ids."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

import bridge
from dashboard_app.settings import DashboardSettings
from db.actions import annotations, recordings
from db.actions.boards import make_board
from db.actions.bulk_orders import place_order
from db.actions.erasures import begin_erasure
from db.actions.follow_ups import settle_follow_ups
from db.actions.founding import add_agent, create_organization
from db.actions.organizations import ensure_first_organization
from db.actions.own_rules import add_rule
from db.actions.saved_views import save_view
from db.actions.users import issue_token
from db.database import Database
from db.models import (
    Alert,
    Base,
    BoardChart,
    Conversation,
    ConversationAnalysis,
    FollowUp,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from db.own_rules import OwnRule
from db.queries.calls import CallQuery
from db.queries.erasure_scope import ErasureScope
from db.queries.selection import Selection
from db.queries.users import Member, member_of_token
from tests.dashboard_app.calls import START, add_cost, make_call
from tests.dashboard_app.conftest import hash_of_all
from tests.dashboard_app.pages.conftest import with_pages
from tests.db.experimenting import join, start_experiment

OURS, THEIRS = "+34971550100", "+34971880200"
NUMBER, LIVE_NUMBER = "+34611222333", "+34611222444"
WORDS = "me llamo Aurelia Xirinacs"
NOTE, TAG, VIEW, RULE = "una nota del taller", "cliente-secreto", "Vista del taller", "Regla del taller"
BOARD, EXPERIMENT = "Tablero del taller", "Experimento del taller"
HOOK = "https://taller.example/avisos"
BY_ITSELF = ("delivered", "relayed_at")  # changes without anybody asking


@dataclass(frozen=True)
class Person:
    member: Member
    client: FlaskClient = field(repr=False)
    headers: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Workshop:
    """`ids` by the names that paths and bodies give them; `secrets` are what nobody else may ever read."""

    organization_id: UUID
    ids: dict[str, str]
    secrets: tuple[str, ...]


@pytest.fixture
def product(
    database: Database, dashboard_settings: DashboardSettings, environment: dict[str, str]
) -> Iterator[Flask]:
    """As `wsgi:server` builds it, telephones included."""
    server = Flask("tests", static_folder=None)
    switchboard = bridge.init_app(server, environment, database, role="server")
    with with_pages(server, database, dashboard_settings, environment):
        yield server
    switchboard.close()


def somebody(product: Flask, database: Database, role: str, house: UUID) -> Person:
    email = f"{role}.{house.hex[:6]}@example.com"
    with database.transaction() as session:
        session.execute(
            insert(User).values(organization_id=house, email=email, role=role, password_hash=hash_of_all())
        )
        token = issue_token(session, email=email)
        found = member_of_token(session, token)
    assert found is not None
    return Person(found, product.test_client(), {"Authorization": f"Bearer {token}"})


@pytest.fixture
def workshop(product: Flask, database: Database) -> Workshop:
    """The first organization: it also runs the server."""
    with database.transaction() as session:
        house = ensure_first_organization(session)
        add_agent(
            session, organization_id=house, name="Voz del taller", provider_agent_id="agent_taller", phone_number=OURS, language="es",
        )  # fmt: skip
    boss = somebody(product, database, "admin", house).member
    call = make_call(
        database, 1, phone_number=NUMBER, called_number=OURS, intent="complaint", outcome="unresolved", text=WORDS
    )  # fmt: skip
    live = make_call(database, 2, phone_number=LIVE_NUMBER, called_number=OURS, is_over=False)
    add_cost(database, call, "7.00")
    ids = {"id": str(call), "live": str(live), **furnish(database, house, boss.id, call)}
    with database.reading() as session:
        sids = session.scalars(select(Conversation.twilio_call_sid).where(Conversation.id.in_((call, live))))
        secrets = (
            NUMBER,
            NUMBER[1:],
            LIVE_NUMBER,
            "Xirinacs",
            NOTE,
            TAG,
            VIEW,
            RULE,
            BOARD,
            EXPERIMENT,
            HOOK,
            boss.email,
            *map(str, sids),
        )
    return Workshop(house, {**ids, "user": str(boss.id)}, secrets)


def furnish(database: Database, house: UUID, boss: UUID, call: UUID) -> dict[str, str]:
    """One of everything that people and programs add to a call, or keep beside it."""
    everything = CallQuery(selection=Selection(organization_id=house, until=datetime.now(UTC)))
    with database.transaction() as session:
        values: dict[str, Any] = {
            "conversation_id": call,
            "analysis_type": "ai",
            "status": "completed",
            "version": "1",
        }
        values |= {"finished_at": START, "results": {"summary": {"text": WORDS}}}
        analysis = session.scalars(
            insert(ConversationAnalysis).values(values).returning(ConversationAnalysis.id)
        ).one()
        note = annotations.add_note(session, conversation_id=call, author_id=boss, text=NOTE)
        annotations.add_tag(session, conversation_id=call, user_id=boss, tag=TAG)
        annotations.rate_call(session, conversation_id=call, user_id=boss, rating="up")
        recordings.begin_recording(session, conversation_id=call, started_at=START)
        settle_follow_ups(session, organization_id=house, since=START)
        view = save_view(
            session, organization_id=house, owner_id=boss, page="calls", name=VIEW, filters={"search": NUMBER}, is_shared=True,
        )  # fmt: skip
        board = make_board(
            session, organization_id=house, owner_id=boss, name=BOARD, is_shared=True, charts=[({"figure": "calls", "phone": NUMBER}, False)],
        )  # fmt: skip
        chart = session.scalars(select(BoardChart.id)).one()
        order = place_order(
            session, organization_id=house, user_id=boss, action="tag", wanted=everything, total=1, tag=TAG
        )
        erasure = begin_erasure(session, scope=ErasureScope(house, conversation_id=call), user_id=boss)
        follow_up = session.scalars(select(FollowUp.id)).first()
        watched = {"rule": "abandonment", "severity": "warning", "opened_at": START, "seen_at": START}
        alert = session.scalars(
            insert(Alert).values(organization_id=house, **watched).returning(Alert.id)
        ).one()
        hook = {"url": HOOK, "event_types": ["call.ended"], "secret": "sealed"}
        webhook = session.scalars(
            insert(WebhookEndpoint).values(organization_id=house, **hook).returning(WebhookEndpoint.id)
        ).one()
        sent = {"endpoint_id": webhook, "event_type": "call.ended", "body": WORDS, "state": "given_up"}
        delivery = session.scalars(
            insert(WebhookDelivery).values(conversation_id=call, **sent).returning(WebhookDelivery.id)
        ).one()
        rule = OwnRule(name=RULE, metric="calls", hours=24, comparison="over", threshold=5)
        rule_id = add_rule(session, organization_id=house, by=boss, rule=rule)
        experiment = start_experiment(session, house, name=EXPERIMENT)
        join(session, experiment, call, "b")
    assert follow_up is not None
    found = {
        "analysis_id": analysis, "note_id": note, "view_id": view, "order_id": order, "erasure_id": erasure,
        "follow_up_id": follow_up, "alert_id": alert, "webhook_id": webhook, "delivery_id": delivery,
        "rule_id": rule_id, "experiment_id": experiment,
        "board_id": board, "chart_id": chart,
    }  # fmt: skip
    return {name: str(one) for name, one in found.items()}


@pytest.fixture
def neighbour(product: Flask, database: Database, workshop: Workshop) -> Person:
    """The administrator of another organization, who has a call of his own."""
    with database.transaction() as session:
        house = create_organization(
            session, slug="clinica", name="Clínica", sector="dental-clinic", timezone="Europe/Madrid", language="ca"
        )  # fmt: skip
        add_agent(
            session, organization_id=house, name="Alba", provider_agent_id="agent_alba", phone_number=THEIRS, language="ca",
        )  # fmt: skip
    make_call(database, 50, phone_number="+34677000111", called_number=THEIRS, text="Bon dia")
    return somebody(product, database, "admin", house)


@pytest.fixture
def analyst(product: Flask, database: Database, workshop: Workshop) -> Person:
    """Of the workshop itself: may look, may not touch."""
    return somebody(product, database, "analyst", workshop.organization_id)


def everything_but(database: Database, *whose: object) -> set[str]:
    """Each row of each table as text, without those that name one of `whose`."""
    found: set[str] = set()
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for (row,) in session.execute(text(f"SELECT to_jsonb(one) FROM {table.name} AS one")):
                kept = {name: value for name, value in row.items() if name not in BY_ITSELF}
                found.add(f"{table.name} {json.dumps(kept, sort_keys=True, ensure_ascii=False)}")
    names = [str(one) for one in whose]
    return {row for row in found if not any(name in row for name in names)}


def leaked(workshop: Workshop, answer: Any) -> list[str]:
    """Which secrets stand in what somebody was answered."""
    said = answer.get_data().decode("utf-8", "replace")
    return [one for one in workshop.secrets if one in said or json.dumps(one)[1:-1] in said]
