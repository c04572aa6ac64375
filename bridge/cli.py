"""`flask calls …`: test calls from the command line."""

import itertools
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

import click
from flask import current_app
from flask.cli import AppGroup

from bridge.errors import BridgeError
from bridge.facts import CallStarted
from bridge.settings import E164
from bridge.simulators.carrier.result import CallResult
from bridge.simulators.dialler import DialError, Dialler
from bridge.simulators.exchange import SimulatedCall
from bridge.simulators.settings import SimulatorSettings
from bridge.switchboard import Switchboard
from bridge.test_calls import DEFAULT_SCRIPT, WantedCall, place_test_call

calls = AppGroup("calls", help="Test calls.")
MOST_AT_ONCE = 200
Placed = Future[CallResult]


def switchboard() -> Switchboard:
    found: Switchboard = current_app.extensions["bridge"]
    return found


@calls.command("simulate")
@click.option(
    "--script", default=DEFAULT_SCRIPT, show_default=True, help="A dialogue of bridge/simulators/scripts."
)
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 10_000))
@click.option(
    "--rate", default=1.0, show_default=True, type=click.FloatRange(0.01, 100), help="Calls begun a second."
)
def simulate(script: str, count: int, rate: float) -> None:
    """Place simulated calls through the running bridge, wait for their end, exit 1 where one fails."""
    board = switchboard()
    dialler = Dialler(simulator_settings(board))
    failures = 0
    with ThreadPoolExecutor(min(count, MOST_AT_ONCE)) as callers:
        placed = {
            callers.submit(dial, board, dialler, call): call for call in paced(board, script, count, rate)
        }
        for future in as_completed(placed):
            failures += not report(placed[future], future)
    board.recorder.flush(5.0)
    if failures:
        raise click.ClickException(f"{failures} of {count} calls failed")


@calls.command("place")
@click.option("--to", required=True, help="The number to ring, like +34600111222.")
def place(to: str) -> None:
    """Ring somebody through the carrier and connect them to the agent."""
    if not E164.fullmatch(to):
        raise click.BadParameter(f"{to!r} is not a number like +34600111222", param_hint="--to")
    board = switchboard()
    try:
        placed = place_test_call(board, WantedCall(kind="phone", to=to))
    except BridgeError as error:
        raise click.ClickException(str(error)) from error
    board.recorder.flush(5.0)
    click.echo(f"ringing {to}: call {placed.call_sid}, conversation {placed.conversation_id}")


def paced(board: Switchboard, script: str, count: int, rate: float) -> Iterator[SimulatedCall]:
    """One call after another, at the pace asked for."""
    began = time.monotonic()
    for number in itertools.islice(itertools.count(), count):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        call_sid = "CA" + secrets.token_hex(16)
        yield SimulatedCall(
            script=script,
            voice_webhook_url=board.addresses.hook("voice-webhook"),
            status_callback_url=board.addresses.hook("status"),
            to_number=board.settings.carrier.phone_number,
            call_sid=call_sid,
        )


def dial(board: Switchboard, dialler: Dialler, call: SimulatedCall) -> CallResult:
    """Marked as a test as soon as it rings."""
    call_sid = dialler.place(call)
    started = CallStarted("inbound", None, call.to_number, is_test=True, is_simulated=True)
    board.recorder.record(call_sid, started)
    return dialler.wait(call_sid)


def report(call: SimulatedCall, future: Placed) -> bool:
    """Whether the call went as it should."""
    try:
        result = future.result()
    except DialError as error:
        click.echo(f"failed {call.call_sid} {error}", err=True)
        return False
    state = "ok" if result.ok else "failed"
    click.echo(
        f"{state} {result.call_sid} {result.script}: {result.status}, ended by {result.ended_by}",
        err=not result.ok,
    )
    for fault in result.errors:
        click.echo(f"  {fault.code} {fault.message}", err=True)
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
