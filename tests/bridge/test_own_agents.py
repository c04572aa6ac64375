"""Two organizations at one bridge: each number reaches its own agent, which is told of its own house and greets in its words."""

import pytest
from sqlalchemy import select

from bridge.voice_processes import KNOWN
from db.actions.calls import conversation_id_of
from db.actions.founding import add_agent, create_organization
from db.actions.organizations import ensure_first_organization, set_setting
from db.database import Database
from db.models import Agent, Conversation, Organization
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, script
from tests.bridge.kept import kept_costs
from tests.waiting import eventually

CLINIC = "+34971880200"
AGENT = "agent_simulated_clinic"
TALK = script(HELLO, {"caller": "Guten Tag."}, BYE)


@pytest.fixture
def two_houses(running: RunningBridge, database: Database) -> RunningBridge:
    with database.transaction() as session:
        ensure_first_organization(session)
    with database.transaction() as session:
        clinic = create_organization(
            session, slug="clinica", name="Clínica Nord", sector="dental-clinic", timezone="Europe/Madrid", language="ca",
        )  # fmt: skip
        add_agent(
            session, organization_id=clinic, name="Aina", provider_agent_id=AGENT, phone_number=CLINIC, language="ca",
        )  # fmt: skip
        greeting = {"de": "Zahnarztpraxis Nord, guten Tag.", "es": "Clínica Nord, dígame."}
        rules = {"greeting": greeting, "languages": {CLINIC: "de"}}
        set_setting(session, slug="clinica", name="telephone", value=rules)
    board = running.switchboard
    board.front_desk.forget()
    eventually(lambda: bool(board.permissions.now(board.blocking_threads, AGENT).languages))
    return running


def profile_of(database: Database, call_sid: str) -> tuple[str, str | None]:
    """Whose call it is, and which agent had it."""
    with database.reading() as session:
        row = session.execute(
            select(Organization.slug, Agent.provider_agent_id)
            .select_from(Conversation)
            .join(Organization, Organization.id == Conversation.organization_id)
            .outerjoin(Agent, Agent.id == Conversation.agent_id)
            .where(Conversation.id == conversation_id_of(call_sid))
        ).one()
    return row[0], row[1]


def kinds_of_costs(database: Database, call_sid: str) -> set[str]:
    return {cost["kind"] for cost in kept_costs(database, call_sid)}


def told(running: RunningBridge) -> tuple[str, object, object]:
    """Which agent had the newest conversation, as whose, and what was set for it."""
    record = running.simulators.agent.records()[0]
    override = record.initiation.get("conversation_config_override")
    return record.agent_id, record.variables["organization_name"], override


def test_each_number_reaches_its_own_agent(two_houses: RunningBridge, database: Database) -> None:
    first = two_houses.dial(TALK)
    assert first.errors == ()
    assert told(two_houses) == ("agent_simulated", "AutoBox Manacor", None)
    assert profile_of(database, first.call_sid) == ("autobox", None)

    second = two_houses.dial(TALK, to_number=CLINIC)
    assert second.errors == ()
    spoken = {"agent": {"language": "de", "first_message": "Zahnarztpraxis Nord, guten Tag."}}
    assert told(two_houses) == (AGENT, "Clínica Nord", spoken)
    assert profile_of(database, second.call_sid) == ("clinica", AGENT)
    # Its report is one of ours.
    eventually(lambda: "agent_minutes" in kinds_of_costs(database, second.call_sid))


def test_without_a_voice_process_the_provider_lets_the_same_agent_speak(two_houses: RunningBridge) -> None:
    two_houses.switchboard.store.put(KNOWN, "1", 60)
    assert two_houses.dial(TALK, to_number=CLINIC).errors == ()
    record = two_houses.simulators.agent.records()[0]
    assert (record.agent_id, record.phone_call is not None) == (AGENT, True)
