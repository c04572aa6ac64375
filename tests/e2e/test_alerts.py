"""An alert comes to the open pages, is seen by somebody, and goes, without anybody loading anything anew."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from db.actions.alerts import resolve_alert
from db.actions.organizations import ensure_first_organization
from db.database import Database
from tests.dashboard_app.alert_rows import faults, looked, opened

LIVE = "html[data-live=open]"


def test_an_alert_comes_is_seen_and_goes(desk_page: Page, database: Database) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    looked(database, owner, now)
    desk_page.goto("/alerts")
    expect(desk_page.locator(LIVE)).to_be_attached()
    expect(desk_page.get_by_text("No hay nada fuera de lo normal")).to_be_visible()

    opened(database, owner, faults(now - timedelta(hours=3)), now)
    count = desk_page.locator(".sidebar .nav-count:not(.is-quiet)")
    card = desk_page.locator(".alert-card")
    expect(card).to_contain_text("6 de 8 llamadas")
    expect(count).to_contain_text("1")

    card.get_by_role("button", name="Ya lo he visto").click()
    expect(card).to_contain_text("Vista por")

    with database.transaction() as session:
        resolve_alert(session, organization_id=owner, rule="faults", at=datetime.now(UTC))
    expect(card).to_have_count(0)
    expect(count).to_be_empty()
