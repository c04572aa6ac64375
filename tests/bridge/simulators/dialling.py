"""Places a call between the simulators and a tiny bridge."""

from typing import Any

from bridge.simulators.carrier.result import CallResult
from bridge.simulators.script import Script
from bridge.simulators.server import SimulatorServer
from bridge.simulators.simulated_call import SimulatedCall
from tests.bridge.simulators.dialogues import HAPPY
from tests.bridge.simulators.tiny_bridge import TinyBridge

MOBILE = "+34600111222"


def call(
    simulators: SimulatorServer, bridge: TinyBridge, dialogue: Script = HAPPY, **more: Any
) -> CallResult:
    status = f"{bridge.url}/status"
    return simulators.dial(SimulatedCall(dialogue, f"{bridge.url}/voice", status_callback_url=status, **more))


def codes(result: CallResult) -> list[int]:
    return [fault.code for fault in result.errors]


def dial_twiml(attributes: str = "", number: str = f"<Number>{MOBILE}</Number>") -> str:
    return f'<Response><Dial action="/after" {attributes}>{number}</Dial></Response>'
