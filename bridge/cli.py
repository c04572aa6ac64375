"""`flask calls …`: test calls from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup

from bridge.errors import BridgeError
from bridge.placing import place_once
from bridge.replay_cli import replay
from bridge.switchboard import Switchboard
from bridge.test_calls import WantedCall
from db.telephone.numbers import E164

calls = AppGroup("calls", help="Test calls.")
FLUSH_TIMEOUT_SECONDS = 5.0


def switchboard() -> Switchboard:
    found: Switchboard = current_app.extensions["bridge"]
    return found


@calls.command("simulate")
@click.option(
    "--script",
    default="",
    help="Name of a dialogue in bridge/simulators/scripts or of a sector template. Default: the one that the first organization's template names.",
)
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 10_000))
@click.option(
    "--rate",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.01, 100),
    help="Calls started per second.",
)
def simulate(script: str, count: int, rate: float) -> None:
    """Place simulated calls through the running bridge and wait for them; exit code 1 if one fails."""
    # with their voices, which no process that carries calls needs
    from bridge.simulated_calls import simulate_calls
    from bridge.simulators.library import default_script, script_names

    script = script or default_script()
    if script not in script_names():
        there_are = ", ".join(script_names())
        raise click.BadParameter(
            f"no script is called {script!r}; there are: {there_are}", param_hint="--script"
        )
    board = switchboard()
    failures = simulate_calls(board, script, count, rate, click.echo)
    board.recorder.flush(FLUSH_TIMEOUT_SECONDS)
    if failures:
        raise click.ClickException(f"{failures} of {count} calls failed")


@calls.command("place")
@click.option("--to", required=True, help="The number to call, such as +34600111222.")
def place(to: str) -> None:
    """Call a number through the carrier and connect it to the agent."""
    if not E164.fullmatch(to):
        raise click.BadParameter(f"{to!r} is not a number like +34600111222", param_hint="--to")
    board = switchboard()
    try:
        placed = place_once(board, WantedCall(kind="phone", to=to))
    except BridgeError as error:
        raise click.ClickException(str(error)) from error
    board.recorder.flush(FLUSH_TIMEOUT_SECONDS)
    click.echo(f"ringing {to}: call {placed.call_sid}, conversation {placed.conversation_id}")


calls.add_command(replay)
