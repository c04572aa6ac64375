"""Who shows steps towards a booking, and who never wanted one."""

import pytest

from tests.workers.analysis.conversations import after_greeting

BOOKING = (
    "wish_stated",
    "vehicle_identified",
    "slot_offered",
    "slot_accepted",
    "caller_identified",
    "booked",
)
CALLS = {
    "wants a person": (("u: quiero hablar con una persona, por favor", "a: Le paso con recepción."), ()),
    "wants a person, Catalan": (("u: voldria xerrar amb una persona", "a: Us pas amb recepció."), ()),
    "wants a person, English": (("u: can I speak to a person please", "a: Putting you through."), ()),
    "wants a person, German": (("u: ich möchte mit einem Menschen sprechen", "a: Ich verbinde Sie."), ()),
    "says nothing": ((), ()),
    "wants an appointment": (("u: quiero hora para cambiar el aceite",), BOOKING),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "steps"), CALLS.values(), ids=CALLS)
def test_steps_towards_a_booking(lines: tuple[str, ...], steps: tuple[str, ...]) -> None:
    assert tuple(step.step for step in after_greeting(*lines).funnel) == steps
