"""Lengths of running calls on a machine whose clock is set wrong."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from db.database import Database
from tests.e2e.test_pages import ring


def test_a_running_call_is_as_long_as_the_server_says(desk_page: Page, database: Database) -> None:
    ring(database)
    desk_page.clock.install(time=datetime.now(UTC) + timedelta(minutes=20))
    desk_page.goto("/live")

    expect(desk_page.locator(".board-top .running-time")).to_have_text(re.compile(r"^\d:\d\d$"))
