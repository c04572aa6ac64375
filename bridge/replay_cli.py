"""`flask calls replay`: stored calls through a build of the bridge, and a table of what has changed."""

from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from bridge.cassettes.comparison import DEFAULT_TOLERANCE_MS, ComparedLine, Comparison, Outcome, compare
from bridge.cassettes.replaying import Build, ReplayError, await_replay, begin_replay, stored
from bridge.errors import BridgeError
from bridge.switchboard import Switchboard
from db.database import Database

SIGNS: dict[Outcome, str] = {"same": "=", "changed": "~", "missing": "-", "added": "+"}
WIDTH = 100


@click.command("replay")
@click.argument("ids", nargs=-1, required=True, type=click.UUID)
@click.option("--against", default="", help="URL of another build; default: this installation.")
@click.option("--token", default="", envvar="REPLAY_TOKEN", help="A bearer token for that build.")
@click.option(
    "--tolerance",
    default=DEFAULT_TOLERANCE_MS,
    show_default=True,
    type=click.IntRange(0),
    help="Tolerance for the time of an answer, in ms.",
)
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 50))
@with_appcontext
def replay(ids: tuple[UUID, ...], against: str, token: str, tolerance: int, speed: float) -> None:
    """Replay stored calls and compare them turn by turn; exit code 1 if one differs.

    Lines of a table: = same, ~ changed, - missing, + added; then how much later the answer came, in ms.
    """
    board: Switchboard = current_app.extensions["bridge"]
    database: Database = current_app.extensions["database"]
    build = Build(against.rstrip("/"), token) if against else None
    different = 0
    for conversation_id in ids:
        try:
            original = stored(database, conversation_id)
            played = begin_replay(board, original, speed=speed, build=build)
            found = await_replay(database, played, build)
        except (BridgeError, ReplayError) as error:
            raise click.ClickException(f"{conversation_id}: {error}") from error
        comparison = compare(original, found, tolerance_ms=tolerance, speed=speed)
        click.echo(f"{conversation_id} replayed as {played.conversation_id}")
        click.echo("\n".join(table(comparison)))
        different += not comparison.is_same
    if different:
        raise click.ClickException(f"{different} of {len(ids)} calls differ")


def table(comparison: Comparison) -> list[str]:
    lines = [row(line, in_time=comparison.is_in_time(line)) for line in comparison.lines]
    mark = "=" if comparison.ends_alike else "~"
    lines.append(f"{mark} end    {comparison.original_end} → {comparison.replay_end}")
    counts = ", ".join(f"{comparison.count(outcome)} {outcome}" for outcome in SIGNS)
    return [*lines, f"  {counts}: {'the same' if comparison.is_same else 'different'}"]


def row(line: ComparedLine, *, in_time: bool) -> str:
    late = "" if line.delta_ms is None else f"{line.delta_ms:+d}{'' if in_time else ' !'}"
    text = line.original if line.outcome in {"same", "missing"} else line.replay
    first = f"{SIGNS[line.outcome]} {line.role:<6} {late:>8}  {(text or '')[:WIDTH]}"
    return f"{first}\n{'was:':>20} {(line.original or '')[:WIDTH]}" if line.outcome == "changed" else first
