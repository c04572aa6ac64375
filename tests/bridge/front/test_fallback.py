"""Who takes a caller whom the agent does not serve: tables over the rules of an organization."""

import pytest

from bridge.front.fallback import Fallback, after_no_answer, can_transfer, instead_of_agent
from db.telephone.rules import TelephoneRules

RING, AGENT, VOICEMAIL, MESSAGE = Fallback
OPEN, CLOSED = True, False


@pytest.mark.parametrize(
    ("rules", "is_open", "expected"),
    [
        ({}, OPEN, RING),
        ({}, CLOSED, RING),
        ({"closed": "voicemail"}, OPEN, RING),
        ({"closed": "voicemail"}, CLOSED, VOICEMAIL),
        ({"closed": "message"}, CLOSED, MESSAGE),
    ],
)
def test_the_hours_decide_whether_a_mobile_rings(
    rules: dict[str, str], is_open: bool, expected: Fallback
) -> None:
    found = instead_of_agent(
        TelephoneRules.model_validate(rules), has_mobile=True, is_open=is_open, has_rung=False
    )

    assert found is expected


@pytest.mark.parametrize(
    ("unanswered", "has_mobile", "has_rung", "expected"),
    [
        ("agent", False, False, MESSAGE),
        ("message", False, False, MESSAGE),
        ("voicemail", False, False, VOICEMAIL),
        ("agent", True, True, VOICEMAIL),
        ("voicemail", True, True, VOICEMAIL),
        ("message", True, True, MESSAGE),
    ],
)
def test_nobody_is_rung_twice_or_without_a_number(
    unanswered: str, has_mobile: bool, has_rung: bool, expected: Fallback
) -> None:
    rules = TelephoneRules.model_validate({"unanswered": unanswered})

    assert instead_of_agent(rules, has_mobile=has_mobile, is_open=True, has_rung=has_rung) is expected


@pytest.mark.parametrize(
    ("unanswered", "reason", "expected"),
    [
        ("agent", "transferred", AGENT),
        ("agent", "agent_failed", VOICEMAIL),
        ("agent", "rejected", VOICEMAIL),
        ("voicemail", "transferred", VOICEMAIL),
        ("message", "transferred", MESSAGE),
        ("message", "agent_unreachable", MESSAGE),
    ],
)
def test_when_nobody_answers(unanswered: str, reason: str, expected: Fallback) -> None:
    assert after_no_answer(TelephoneRules.model_validate({"unanswered": unanswered}), reason) is expected


@pytest.mark.parametrize(
    ("closed", "has_mobile", "is_open", "expected"),
    [
        ("ring", True, False, True),
        ("voicemail", True, True, True),
        ("voicemail", True, False, False),
        ("message", True, False, False),
        ("ring", False, True, False),
    ],
)
def test_what_the_agent_may_promise(closed: str, has_mobile: bool, is_open: bool, expected: bool) -> None:
    rules = TelephoneRules.model_validate({"closed": closed})

    assert can_transfer(rules, has_mobile=has_mobile, is_open=is_open) is expected
