"""Runs many simulated calls at a given rate through the running bridge and reports each. Imports the simulators: for commands only."""

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from bridge.facts import CallStarted
from bridge.simulators.carrier.result import CallResult
from bridge.simulators.dialler import DialError, Dialler
from bridge.simulators.settings import SimulatorSettings
from bridge.simulators.simulated_call import SimulatedCall
from bridge.switchboard import Switchboard

MAX_CONCURRENT = 200
Echo = Callable[[str], object]


def simulate_calls(board: Switchboard, script: str, count: int, rate: float, echo: Echo) -> int:
    """Blocks until all calls are over; returns how many failed."""
    dialler = Dialler(simulator_settings(board))
    failures = 0
    with ThreadPoolExecutor(min(count, MAX_CONCURRENT)) as callers:
        paced = paced_calls(board, script, count, rate)
        placed = {callers.submit(dial, board, dialler, call): call.call_sid for call in paced}
        for future in as_completed(placed):
            failures += not report(placed[future], future, echo)
    return failures


def paced_calls(board: Switchboard, script: str, count: int, rate: float) -> Iterator[SimulatedCall]:
    """One call after another, `rate` of them a second."""
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        yield SimulatedCall(
            script=script,
            voice_webhook_url=board.addresses.hook("voice-webhook"),
            status_callback_url=board.addresses.hook("status"),
            to_number=board.settings.test_number,
            call_sid="CA" + secrets.token_hex(16),
        )


def dial(board: Switchboard, dialler: Dialler, call: SimulatedCall) -> CallResult:
    """Marked as a test as soon as it rings."""
    call_sid = dialler.place(call)
    started = CallStarted("inbound", None, call.to_number, is_test=True, is_simulated=True)
    board.recorder.record(call_sid, started)
    return dialler.wait(call_sid)


def report(call_sid: str, future: Future[CallResult], echo: Echo) -> bool:
    """Prints the call's result; returns whether it succeeded."""
    try:
        result = future.result()
    except DialError as error:
        echo(f"failed {call_sid} {error}")
        return False
    state = "ok" if result.ok else "failed"
    echo(f"{state} {call_sid} {result.script}: {result.status}, ended by {result.ended_by}")
    for fault in result.errors:
        echo(f"  {fault.code} {fault.message}")
    return result.ok


def simulator_settings(board: Switchboard) -> SimulatorSettings:
    settings = board.settings
    return SimulatorSettings(
        account_sid=settings.carrier.account_sid,
        auth_token=settings.carrier.auth_token,
        elevenlabs_api_key=settings.agent.api_key,
        agent_id=settings.agent.agent_id,
        elevenlabs_webhook_secret=settings.agent.webhook_secret,
        public_url=settings.simulators_url,
    )
