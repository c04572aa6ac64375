"""The card of the chat for alerts in a browser: an address is entered, tried and taken away, and nowhere to be read again."""

from playwright.sync_api import Page, expect

URL = "https://hooks.slack.com/services/T000/B000/very-secret"


def test_a_chat_is_entered_tried_and_taken_away(desk_page: Page) -> None:
    desk_page.goto("/settings")
    card = desk_page.locator("section", has=desk_page.get_by_role("heading", name="Alertas en un chat")).last
    address = card.get_by_label("Dirección del webhook entrante")

    address.fill("http://hooks.slack.com/services/x")
    card.get_by_role("button", name="Guardar").click()
    expect(card.get_by_role("status")).to_contain_text("debe empezar por https://")
    address.fill(URL)
    card.get_by_role("button", name="Guardar").click()
    expect(card).to_contain_text("https://hooks.slack.com/…")
    expect(address).to_have_value("")

    desk_page.reload()
    expect(card).to_contain_text("https://hooks.slack.com/…")
    assert "very-secret" not in desk_page.content()
    card.get_by_role("button", name="Enviar una prueba").click()
    expect(card.get_by_role("status")).to_contain_text("va de camino")
    card.get_by_role("button", name="Quitarlo").click()
    expect(card.get_by_role("status")).to_contain_text("Quitado")
    expect(card).not_to_contain_text("hooks.slack.com/…")
