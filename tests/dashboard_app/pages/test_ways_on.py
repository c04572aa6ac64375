"""Where an alert leads that is not about calls: to the page where somebody can act on it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard_app.alerting.wording import ways_on
from dashboard_app.pages import monitoring
from db.queries.users import Member
from tests.dashboard_app.reading import parts

OPENED = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "subject", "addresses"),
    [
        pytest.param(
            "ai_budget",
            "day",
            ["/costs?from=2026-11-25&to=2026-11-25", "/settings#ai"],
            id="the day's budget",
        ),
        pytest.param(
            "ai_budget", "month", ["/costs?from=2026-11-01&to=2026-11-25", "/settings#ai"], id="the month's"
        ),
        pytest.param("jobs_stuck", "batch", ["/monitoring#queues"], id="a queue"),
        pytest.param("ai_suspended", "", ["/monitoring#budgets"], id="the model"),
        pytest.param("missed", "", [], id="calls lead to calls"),
    ],
)
def test_where_alerts_lead(site: Any, reader: Member, rule: str, subject: str, addresses: list[str]) -> None:
    alert = {"rule": rule, "subject": subject, "opened_at": OPENED, "evidence": {}}

    assert [address for _words, address in ways_on(alert)] == addresses


def test_supervision_has_those_parts(admin: Member) -> None:
    found = {getattr(one, "id", None) for one in parts(monitoring.layout())}

    assert {"queues", "budgets", "machine"} <= found
