"""What became of what the agent promised, on a call of Wednesday 25 November 2026."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import analyse
from workers.conduct.deeds import Deed, ToolCall, deeds, tool_calls
from workers.sectors import load_sector

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Madrid"))
BOOKED = (GREETING, "u: quiero hora para los frenos", "a: El jueves tengo un hueco a las nueve. ¿Se lo reservo?",
          "u: sí", "a: Perfecto, queda apuntado, jueves a las nueve.", "u: gracias, hasta el jueves")  # fmt: skip


def used(
    tool: str = "book_appointment",
    *,
    at: int = 20_000,
    starts_at: str = "2026-11-26T09:00:00",
    error: str = "",
) -> dict[str, Any]:
    result = {"error": error} if error else {"id": 7}
    arguments = {"service": "frenos", "starts_at": starts_at}
    return {"tool": tool, "at_ms": at, "arguments": arguments, "result": result, "is_error": bool(error)}


CASES: dict[str, tuple[tuple[str, ...], dict[str, Any], str, str, bool]] = {
    "booked as it was said": (BOOKED, {"tool:1": used()}, "booking", "done", False),
    "booked with an offset": (BOOKED, {"tool:1": used(starts_at="2026-11-26T09:00:00+01:00")}, "booking", "done", False),
    "booked on another day": (BOOKED, {"tool:1": used(starts_at="2026-11-27T09:00:00")}, "booking", "otherwise", False),
    "booked at another hour": (BOOKED, {"tool:1": used(starts_at="2026-11-26T10:00:00")}, "booking", "otherwise", False),
    "the tool failed, and the agent said it was done": (BOOKED, {"tool:1": used(error="timeout")}, "booking", "failed", False),
    "it failed first and then worked": (
        BOOKED, {"tool:1": used(error="timeout"), "tool:2": used(at=25_000)}, "booking", "done", False),
    "it worked first and a second try failed": (
        BOOKED, {"tool:1": used(), "tool:2": used(at=25_000, error="refused")}, "booking", "done", False),
    "booked anew on the day that was said": (
        BOOKED, {"tool:1": used(starts_at="2026-11-27T09:00:00"), "tool:2": used(at=25_000)}, "booking", "done", False),
    "no tool was used": (BOOKED, {}, "booking", "unseen", False),
    "another tool was used": (BOOKED, {"tool:1": used("send_sms_link")}, "booking", "unseen", False),
    "a time that cannot be read": (BOOKED, {"tool:1": used(starts_at="soon")}, "booking", "done", False),
    "kept before each call was": (BOOKED, {"book_appointment": {"arguments": {}, "result": {}, "is_error": False}}, "booking", "done", False),
    "called back by a person": ((GREETING, "u: llamadme", "a: Le llamará el jefe de taller hoy.", "u: vale"), {}, "callback", "open", False),
    "passed on": ((GREETING, "u: quiero hablar con una persona", "a: Le paso con un compañero."), {}, "transfer", "done", True),
    "passed on to nobody": (
        (GREETING, "u: quiero hablar con una persona", "a: Le paso con un compañero."), {"forward_unanswered": True}, "transfer", "failed", True),
    "never passed on": ((GREETING, "u: quiero hablar con una persona", "a: Le paso con un compañero."), {}, "transfer", "unseen", False),
    "a price is words": ((GREETING, "u: ¿cuánto vale?", "a: Son noventa euros."), {}, "price", "words", False),
    "broken facts": (BOOKED, {"tool:1": "x", "tool:2": {"tool": 3}, "tool:3": {}}, "booking", "unseen", False),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "facts", "kind", "state", "is_forwarded"), CASES.values(), ids=CASES)
def test_what_became_of_it(
    lines: tuple[str, ...], facts: dict[str, Any], kind: str, state: str, is_forwarded: bool
) -> None:
    transcript = call(*lines)
    promises = analyse(transcript, load_sector("workshop")).promises

    found = deeds(promises, transcript.turns, facts, NOW, is_forwarded=is_forwarded)

    assert state in {
        deed.state for promise, deed in zip(promises, found, strict=True) if promise.kind == kind
    }


def test_what_differs_is_named() -> None:
    transcript = call(*BOOKED)
    promises = analyse(transcript, load_sector("workshop")).promises
    facts = {"tool:1": used(starts_at="2026-11-27T10:30:00")}

    found = deeds(promises, transcript.turns, facts, NOW, is_forwarded=False)

    assert Deed("otherwise", "book_appointment", "2026-11-26 09:00", "2026-11-27 10:30") in found


def test_calls_stand_in_their_order() -> None:
    found = tool_calls(
        {"tool:b": used(at=9), "other": 1, "tool:a": used("send_sms_link", at=3, error="refused")}
    )

    assert [(one.tool, one.at_ms, one.is_error, one.error) for one in found] == [
        ("send_sms_link", 3, True, "refused"),
        ("book_appointment", 9, False, ""),
    ]
    assert isinstance(found[0], ToolCall)
