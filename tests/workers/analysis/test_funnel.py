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
    "asks for a price": (("u: ¿cuánto cuesta cambiar el aceite?", "a: Ochenta y nueve euros.", "u: vale, gracias"), ()),
    "asks for a price, German": (("u: was kostet ein Ölwechsel?", "a: Neunundachtzig Euro.", "u: danke"), ()),
    "asks for a price, then for a day": (("u: ¿cuánto cuesta cambiar el aceite?", "a: Ochenta y nueve euros.", "u: vale, ¿puede ser el jueves?"), BOOKING),
    "asks for a price and is offered an hour": (("u: how much is an oil change?", "a: Eighty-nine euros. I have Thursday at nine free.", "u: I'll think about it"), BOOKING),
    "wants an appointment": (("u: quiero hora para cambiar el aceite",), BOOKING),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "steps"), CALLS.values(), ids=CALLS)
def test_steps_towards_a_booking(lines: tuple[str, ...], steps: tuple[str, ...]) -> None:
    assert tuple(step.step for step in after_greeting(*lines).funnel) == steps
