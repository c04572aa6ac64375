"""Somebody at the call's page takes a live call over: asked first, told what came of it."""

from playwright.sync_api import Page, expect

from tests.e2e.whole.product import Product, conversation, place
from tests.waiting import eventually


def test_a_call_is_passed_and_hung_up_from_its_page(product: Product, desk: Page) -> None:
    api = product.api()
    conversation_id = place(product, api, "es-oil-change")  # long enough for a slow machine
    eventually(lambda: conversation(product, api, conversation_id)["status"] == "in_progress")
    desk.goto(f"/analysis/{conversation_id}")
    box = desk.locator("[data-take-over]")

    box.get_by_role("button", name="Colgar", exact=True).click()
    box.get_by_role("button", name="No", exact=True).click()
    expect(box.get_by_role("button", name="Sí, colgar")).to_be_hidden()
    box.get_by_role("button", name="Pasar a una persona").click()
    box.get_by_role("button", name="Sí, pasarla").click()

    expect(desk.get_by_text("Pasada a una persona").or_(box.locator(".take-over-told")).first).to_be_visible()
    found = eventually(
        lambda: (it := conversation(product, api, conversation_id))["status"] == "completed" and it
    )
    assert found["end_reason"] == "transferred"
    expect(desk.locator(".take-over:not([hidden])")).to_have_count(0)
