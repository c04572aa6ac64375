"""Test calls of several organizations on one server: each rings its own number, and nobody else's."""

from uuid import UUID

import pytest
from flask import Flask, g

from db.actions.founding import add_agent, create_organization
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.models import Conversation
from db.queries.users import member_of_email
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import one_of
from tests.bridge.test_browser_calls import CLINIC, Cookie, person, signed_in
from tests.waiting import eventually

WANTED = {"browser": {"kind": "browser"}, "simulated": {"kind": "simulated", "script": "es-dental-pain"}}


def all_are_over(database: Database) -> bool:
    return all(call["ended_at"] for call in one_of(database, Conversation, Conversation.id.is_not(None)))


@pytest.fixture
def ana(database: Database) -> Cookie:
    return person(database, "ana@autobox.example")


@pytest.fixture
def clinic(database: Database) -> UUID:
    with database.transaction() as session:
        ensure_first_organization(session)
    with database.transaction() as session:
        return create_organization(
            session, slug="clinica", name="Clínica", sector="dental-clinic", timezone="Europe/Madrid", language="ca",
        )  # fmt: skip


@pytest.fixture
def aina(database: Database, clinic: UUID) -> Cookie:
    return person(database, "aina@clinica.example", clinic)


@pytest.mark.parametrize("kind", ["browser", "simulated"])
def test_its_own_number_rings(
    running: RunningBridge, pages: Flask, clinic: UUID, aina: Cookie, database: Database, kind: str
) -> None:
    with database.transaction() as session:
        add_agent(
            session, organization_id=clinic, name="Aina", provider_agent_id="agent_clinic", phone_number=CLINIC, language="ca",
        )  # fmt: skip
    placed = signed_in(pages, aina).post("/api/test-calls", json=WANTED[kind]).get_json()

    [call] = one_of(database, Conversation, Conversation.id == UUID(placed["conversation_id"]))
    assert (call["organization_id"], call["called_number"]) == (clinic, CLINIC)
    if kind == "simulated":
        eventually(lambda: all_are_over(database))


@pytest.mark.parametrize("kind", ["browser", "simulated"])
def test_without_one_nobody_elses_rings(pages: Flask, aina: Cookie, kind: str) -> None:
    answer = signed_in(pages, aina).post("/api/test-calls", json={"kind": kind})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "no_number")


def test_naming_another_houses_number_rings_nobody(pages: Flask, aina: Cookie, database: Database) -> None:
    body = {"kind": "simulated", "to": "+34971550100"}
    answer = signed_in(pages, aina).post("/api/test-calls", json=body)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "foreign_number")
    assert one_of(database, Conversation, Conversation.id.is_not(None)) == []


def test_no_telephone_is_rung_from_another_houses_number(
    pages: Flask, aina: Cookie, database: Database
) -> None:
    answer = signed_in(pages, aina).post("/api/test-calls", json={"kind": "phone", "to": "+34600123123"})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "no_number")
    assert one_of(database, Conversation, Conversation.id.is_not(None)) == []


def test_a_program_rings_the_house_that_it_acts_for(pages: Flask, aina: Cookie, database: Database) -> None:
    """Its token says whose; the gate of the pages has read it."""
    with database.reading() as session:
        member = member_of_email(session, "aina@clinica.example")
    assert member is not None
    pages.before_request(lambda: setattr(g, "member", member[0]))

    answer = pages.test_client().post("/api/test-calls", json={"kind": "simulated"})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "no_number")


def test_its_callers_speak_of_its_own_business(pages: Flask, aina: Cookie, database: Database) -> None:
    with database.reading() as session:
        member = member_of_email(session, "aina@clinica.example")
    assert member is not None
    pages.before_request(lambda: setattr(g, "member", member[0]))
    client = pages.test_client()

    offered = {one["name"] for one in client.get("/api/test-calls/scripts").get_json()["items"]}
    refused = client.post("/api/test-calls", json={"kind": "simulated", "script": "es-oil-change"})

    assert offered >= {"es-dental-checkup", "es-microphone"}
    assert "es-oil-change" not in offered
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "unknown_script")


def test_a_call_of_no_chosen_dialogue_plays_the_usual_one_of_its_business(
    running: RunningBridge, pages: Flask, clinic: UUID, aina: Cookie, database: Database
) -> None:
    with database.transaction() as session:
        add_agent(
            session, organization_id=clinic, name="Aina", provider_agent_id="agent_clinic", phone_number=CLINIC, language="ca",
        )  # fmt: skip
    answer = signed_in(pages, aina).post("/api/test-calls", json={"kind": "simulated"})

    assert answer.status_code == 202
    [call] = one_of(database, Conversation, Conversation.id == UUID(answer.get_json()["conversation_id"]))
    live = running.simulators.exchange.call(str(call["twilio_call_sid"]))
    assert live is not None
    assert live.run.script.name == "es-dental-checkup"
    eventually(lambda: all_are_over(database))


@pytest.mark.parametrize("other", ["joan", "aina"], ids=["a colleague", "another house"])
def test_a_key_is_known_to_whom_it_was_used_by(
    pages: Flask, ana: Cookie, aina: Cookie, clinic: UUID, database: Database, other: str
) -> None:
    """Programs that count their requests, each with its own member's token, use the same keys by chance."""
    with database.transaction() as session:
        add_agent(
            session, organization_id=clinic, name="Aina", provider_agent_id="agent_clinic", phone_number=CLINIC, language="ca",
        )  # fmt: skip
    others = {"aina": aina, "joan": person(database, "joan@autobox.example")}
    shared = {"kind": "simulated", "script": "es-microphone"}
    request = {"json": shared, "headers": {"Idempotency-Key": "1"}}
    first, again, theirs = (
        signed_in(pages, who).post("/api/test-calls", **request).get_json()
        for who in (ana, ana, others[other])
    )

    assert first == again
    assert theirs["conversation_id"] != first["conversation_id"]
    eventually(lambda: all_are_over(database))
