"""What the agent is told before a call begins: tables of callers, hours, rules, and of what the agent allows."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bridge.agents.permissions import Permissions, read_permissions
from bridge.front.briefing import UNKNOWN, Briefing, Ring, brief
from bridge.front.line import Line
from bridge.front.numbers import is_callable
from db.actions.callers import KnownCaller
from db.telephone.hours import OpeningHours
from db.telephone.rules import TelephoneRules

OURS, ANA = "+34971550100", "+34600111222"
OPEN, CLOSED = datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 25, 21, tzinfo=UTC)
ALL = Permissions(True, frozenset({"es", "ca", "de"}), "es")
HOURS = OpeningHours.model_validate({"week": {"wed": ["08:00-13:00", "15:00-18:30"], "thu": ["08:00-13:00"]}})


def told(
    rules: dict[str, Any] | None = None,
    *,
    caller: KnownCaller | None = None,
    now: datetime = OPEN,
    theirs: str = ANA,
    permissions: Permissions = ALL,
    has_mobile: bool = True,
) -> Briefing:
    line = Line(
        None, "AutoBox", ZoneInfo("Europe/Madrid"), "es", HOURS, TelephoneRules.model_validate(rules or {})
    )
    return brief(line, caller, Ring(OURS, theirs, now, has_mobile), permissions)


def customer(language: str = "de") -> KnownCaller:
    return KnownCaller(
        3, datetime(2026, 11, 20, 9, tzinfo=UTC), "Ana", language, "book_appointment", "appointment_booked"
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPEN, {"is_open": True, "opening_state": "open", "changes_at": "2026-11-25 13:00"}),
        (CLOSED, {"is_open": False, "opening_state": "closed", "changes_at": "2026-11-26 08:00"}),
    ],
)
def test_the_hours_are_told(now: datetime, expected: dict[str, Any]) -> None:
    variables = told(now=now).variables

    assert {name: variables[name] for name in expected} == expected
    assert variables["hours_today"] == "08:00-13:00, 15:00-18:30"
    assert variables["organization_name"] == "AutoBox"


def test_a_known_customer_is_told() -> None:
    variables = told(caller=customer()).variables

    assert variables["is_known_customer"]
    assert (variables["customer_name"], variables["customer_calls"]) == ("Ana", 3)
    assert (variables["customer_last_call"], variables["customer_last_intent"]) == (
        "2026-11-20",
        "book_appointment",
    )


@pytest.mark.parametrize("caller", [None, customer()])
def test_every_variable_is_always_there(caller: KnownCaller | None) -> None:
    assert told(caller=caller).variables.keys() == UNKNOWN.keys() == Briefing().variables.keys()


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (ANA, True),
        ("anonymous", False),
        ("", False),
        ("+266696687", False),
        ("client:shop", False),
        ("sip:a@b.c", False),
    ],
)
def test_a_number_that_is_withheld_is_nobodys(number: str, expected: bool) -> None:
    assert is_callable(number) is expected
    assert told(theirs=number).variables["is_number_known"] is expected


@pytest.mark.parametrize(
    ("rules", "caller", "permissions", "overrides"),
    [
        pytest.param({}, customer("de"), ALL, {"language": "de"}, id="as the last time"),
        pytest.param({}, customer("es"), ALL, {}, id="the agent's own"),
        pytest.param({}, customer("en"), ALL, {}, id="no preset"),
        pytest.param({}, customer("de"), Permissions(), {}, id="not allowed"),
        pytest.param({"languages": {OURS: "ca"}}, None, ALL, {"language": "ca"}, id="by the number dialled"),
        pytest.param(
            {"languages": {OURS: "ca"}}, customer("de"), ALL, {"language": "de"}, id="the caller first"
        ),
        pytest.param({"greeting": {"es": "Hola."}}, None, ALL, {"first_message": "Hola."}, id="a greeting"),
        pytest.param(
            {"greeting": {"es": "Hola."}}, customer("de"), ALL, {"language": "de"}, id="none in German"
        ),
        pytest.param({"greeting": {"es": "Hola."}}, None, Permissions(), {}, id="no greeting allowed"),
    ],
)
def test_only_what_the_agent_allows_is_set(
    rules: dict[str, Any], caller: KnownCaller | None, permissions: Permissions, overrides: dict[str, str]
) -> None:
    assert told(rules, caller=caller, permissions=permissions).overrides == overrides


@pytest.mark.parametrize(("now", "first_message"), [(OPEN, "Hola."), (CLOSED, "Está cerrado, pero dígame.")])
def test_the_hours_decide_the_greeting(now: datetime, first_message: str) -> None:
    rules = {"greeting": {"es": "Hola."}, "closed_greeting": {"es": "Está cerrado, pero dígame."}}

    assert told(rules, now=now).overrides == {"first_message": first_message}


@pytest.mark.parametrize(
    ("rules", "now", "has_mobile", "expected"),
    [
        ({}, OPEN, True, True),
        ({}, CLOSED, True, True),
        ({}, OPEN, False, False),
        ({"closed": "voicemail"}, CLOSED, True, False),
    ],
)
def test_a_person_is_promised_only_where_one_can_come(
    rules: dict[str, Any], now: datetime, has_mobile: bool, expected: bool
) -> None:
    briefing = told(rules, now=now, has_mobile=has_mobile)

    assert briefing.can_transfer is expected
    assert briefing.variables["can_transfer"] is expected


AGENT = {
    "conversation_config": {"agent": {"language": "es"}, "language_presets": {"de": {}, "ca": {}}},
    "platform_settings": {
        "overrides": {"conversation_config_override": {"agent": {"language": True, "first_message": True}}}
    },
}


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (AGENT, ALL),
        (AGENT | {"platform_settings": {}}, Permissions(False, frozenset(), "es")),
        (AGENT | {"platform_settings": {"overrides": None}}, Permissions(False, frozenset(), "es")),
    ],
)
def test_what_an_agent_allows(agent: dict[str, Any], expected: Permissions) -> None:
    assert read_permissions(agent) == expected
