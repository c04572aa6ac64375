"""A supervisor listens in on a live call: Chromium hears both sides, and nobody on the call notices."""

import re

from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.whole.product import Product, conversation, place
from tests.waiting import eventually

HEARD = re.compile(r"^[1-9]\d*$")


def test_both_sides_are_heard_on_the_live_page(product: Product, desk: Page) -> None:
    api = product.api()
    conversation_id = place(product, api, "es-oil-change")
    eventually(lambda: conversation(product, api, conversation_id)["status"] == "in_progress")
    desk.goto("/live")
    box = desk.locator(f'[data-listen="{conversation_id}"]')

    box.get_by_role("button", name="Escuchar").click()
    stop = box.get_by_role("button", name="Dejar de escuchar")
    expect(stop).to_have_attribute("aria-pressed", "true")
    for side in ("caller", "agent"):
        expect(box).to_have_attribute(f"data-{side}-ms", HEARD)
    stop.click()

    expect(box.get_by_role("button", name="Escuchar")).to_have_attribute("aria-pressed", "false")
    assert conversation(product, api, conversation_id)["status"] == "in_progress"


def test_it_ends_with_the_call(product: Product, desk: Page) -> None:
    api = product.api()
    conversation_id = place(product, api, "es-oil-change")
    eventually(lambda: conversation(product, api, conversation_id)["status"] == "in_progress")
    sockets: list[WebSocket] = []
    desk.on("websocket", lambda socket: sockets.append(socket) if socket.url.endswith("/sound") else None)
    desk.goto(f"/analysis/{conversation_id}")
    desk.locator("[data-listen] button").click()
    expect(desk.locator("[data-listen]")).to_have_attribute("data-state", "listening")

    answer = api.post(
        f"{product.url}/api/conversation/{conversation_id}/hang-up", headers={"Origin": product.url}
    )

    assert answer.status_code == 202
    expect(desk.locator("[data-listen]")).to_have_count(0)
    assert [socket.is_closed() for socket in sockets] == [True]
