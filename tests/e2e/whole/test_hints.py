"""Somebody at a page tells the agent of a live call something: it arrives, is shown at its place, and no word is lost on the way."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Page, expect

from bridge.settings import BridgeSettings
from tests.e2e.whole.product import Product, conversation, place
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

WORDS = "La pieza ha llegado al mediodía."
SCRIPT = "es-oil-change"  # long enough for a slow machine


@pytest.fixture
def live_call(product: Product) -> Iterator[str]:
    api = product.api()
    conversation_id = place(product, api, SCRIPT)
    eventually(lambda: conversation(product, api, conversation_id)["status"] == "in_progress")
    yield conversation_id
    path = f"{product.url}/api/conversation/{conversation_id}/hang-up"
    api.post(path, headers={"Origin": product.url}, timeout=TEST_TIMEOUT_SECONDS)


def told_to_agent(product: Product, conversation_id: str) -> list[str]:
    """What the simulated agent was told without a turn, as it says itself."""
    found = conversation(product, product.api(), conversation_id)["elevenlabs_conversation_id"]
    settings = BridgeSettings.from_environment(product.environment)
    answer = requests.get(
        f"{product.environment['SIMULATORS_URL']}/v1/convai/conversations/{found}",
        headers={"xi-api-key": settings.agent.api_key},
        timeout=TEST_TIMEOUT_SECONDS,
    )
    turns = answer.json()["transcript"]
    return [str(turn["message"]) for turn in turns if "contextual_update_info" in turn]


def test_the_agent_is_told_from_the_page_of_the_call(product: Product, desk: Page, live_call: str) -> None:
    desk.goto(f"/analysis/{live_call}")
    box = desk.locator(f'[data-hint="{live_call}"]')
    field = box.get_by_label("Decir algo al agente")
    field.fill(WORDS)
    field.press("Enter")

    expect(box.get_by_role("status")).to_contain_text("Dicho al agente · ")
    expect(field).to_have_value("")
    row = desk.locator(".transcript .turn.is-hint")
    expect(row).to_contain_text(WORDS)
    expect(row).to_contain_text("Ana")
    (told,) = told_to_agent(product, live_call)
    assert told.endswith(WORDS)
    expect(desk.locator(".timeline")).to_contain_text(f"Dicho al agente: {WORDS}")


def test_what_is_written_outlives_redraws_and_refusals(desk: Page, live_call: str) -> None:
    desk.goto("/live")
    card = desk.locator(f"#board-{live_call}")
    box = card.locator("[data-hint]")
    field = box.get_by_label("Decir algo al agente")
    field.press_sequentially("La pieza ")
    before = card.locator(".board-said p").last.inner_text()
    expect(card.locator(".board-said p").last).not_to_have_text(before)
    expect(field).to_have_value("La pieza ")
    expect(field).to_be_focused()
    field.press_sequentially("ha llegado.")
    expect(field).to_have_value("La pieza ha llegado.")

    desk.route("**/hint", lambda route: route.abort("connectionrefused"))
    box.get_by_role("button", name="Decir").click()
    expect(box.get_by_role("status")).to_have_text(
        "El servidor no contesta. Compruebe la conexión y vuelva a intentarlo."
    )
    expect(field).to_have_value("La pieza ha llegado.")

    desk.unroute("**/hint")
    box.get_by_role("button", name="Decir").click()
    expect(box.get_by_role("status")).to_contain_text("Dicho al agente · ")
    expect(field).to_have_value("")
    expect(card.locator(".board-said .is-hint")).to_have_text("Dicho al agente: La pieza ha llegado.")
