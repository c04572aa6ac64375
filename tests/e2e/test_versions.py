"""AI analyses of a call beside each other, in a real browser: chosen, compared, and one more asked for."""

from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect
from sqlalchemy import select

from db.actions.analyses import complete_ai, queue_ai
from db.database import Database
from db.models import ConversationAnalysis
from tests.e2e.heard_call import AI, spoken_call

OTHER: dict[str, Any] = {
    **AI,
    "criteria": [{**AI["criteria"][0], "verdict": "failure", "rationale": "No saluda."}],
    "coaching": [],
    "latency_ms": 800,
    "proven": 2,
    "dropped": {"count": 1, "unproven": {"coaching": 1}, "foreign": {}},
    "masked": {"phone": 1},
    "is_masked": True,
}


def analysed_again(database: Database, call: UUID) -> None:
    with database.transaction() as session:
        found = queue_ai(session, conversation_id=call, version="workshop-brief-1+abc", model="gpt-5.4-nano")
        complete_ai(session, analysis_id=found, results=OTHER)


def test_two_are_compared_and_a_third_is_asked_for(desk_page: Page, database: Database) -> None:
    call = spoken_call(database)
    analysed_again(database, call)
    desk_page.goto(f"/analysis/{call}")
    desk_page.get_by_text("Versiones y comparación (2)").click()
    compared = desk_page.locator("#call-ai-compared")
    expect(compared).to_contain_text("solo a la izquierda")
    expect(compared.locator(".compared-item", has_text="No saluda.")).to_contain_text("distinto")
    expect(desk_page.locator("#call-ai")).to_contain_text("Oculto antes de enviarse: teléfonos (1).")

    newest = desk_page.locator("#call-ai-right").input_value()
    desk_page.locator("#call-ai-left").select_option(newest)
    expect(compared).to_contain_text("0 distintos")

    desk_page.locator("#call-ai-offer").select_option("brief|gpt-5.4-nano")
    desk_page.get_by_role("button", name="Analizar con esto").click()
    expect(desk_page.get_by_text("Versiones y comparación (3)")).to_be_visible()
    with database.reading() as session:
        wanted = select(ConversationAnalysis.wanted_model).where(
            ConversationAnalysis.wanted_prompt == "brief"
        )
        assert session.scalars(wanted).one() == "gpt-5.4-nano"
