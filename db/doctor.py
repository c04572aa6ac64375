"""`flask doctor`: is everything configured and reachable, and if not, how to fix it?

Each package adds its checks to `app.extensions["checks"]`; they run only here.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db.actions.alerts import unwatched_organizations
from db.database import Database
from db.environment import ConfigurationError
from db.revision import revision_gap

READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean")
WATCH_SILENT = timedelta(minutes=10)  # the watch runs every two minutes


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice`: how to fix the problem; if there is none, what was found. `can_wait`: a problem for production only."""

    subject: str
    is_well: bool
    advice: str = ""
    can_wait: bool = False


Check = Callable[[], Iterable[Finding]]


def init_app(app: Flask, database: Database) -> None:
    add_check(app, lambda: [examine_database(database), *examine_watch(database)])
    app.cli.add_command(doctor)


def add_check(app: Flask, check: Check) -> None:
    app.extensions.setdefault("checks", []).append(check)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check configuration, database, Redis, carrier, agent and model, and say how to fix problems."""
    findings = [finding for check in current_app.extensions["checks"] for finding in run(check)]
    for finding in findings:
        word, colour = verdict(finding)
        click.secho(f"{word:<6}", fg=colour, nl=False)
        click.echo(f"{finding.subject:<16} {finding.advice}")
    sys.exit(0 if all(finding.is_well or finding.can_wait for finding in findings) else 1)


def verdict(finding: Finding) -> tuple[str, str]:
    if finding.is_well:
        return "ok", "green"
    return ("later", "yellow") if finding.can_wait else ("mend", "red")


def run(check: Check) -> list[Finding]:
    try:
        return list(check())
    except ConfigurationError as error:
        return [Finding("configuration", False, str(error))]


def examine_watch(database: Database) -> list[Finding]:
    """Whether the watch for alerts still runs. Empty if the database is unavailable: that is another finding."""
    now = datetime.now(UTC)
    try:
        with database.reading() as session:
            late = unwatched_organizations(session, since=now - WATCH_SILENT)
    except SQLAlchemyError:
        return []
    if not late:
        return [Finding("alerts", True, "the watch runs")]
    listed = ", ".join(f"{slug} since {at:%Y-%m-%d %H:%M}" if at else f"{slug} ever" for slug, at in late)
    advice = f"The watch has not run for {listed}. Start the clock and the workers: python -m workers.clock"
    return [Finding("alerts", False, advice)]


def examine_database(database: Database) -> Finding:
    try:
        with database.reading() as session:
            gap = revision_gap(session)
            is_read_only = session.scalar(READ_ONLY)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("database", False, f"{reason}. Check DATABASE_URL, or start PostgreSQL.")
    if is_read_only:
        advice = "takes nothing: it is a standby, or set to be read-only. Set DATABASE_URL to the primary, or make room."
        return Finding("database", False, advice)
    return Finding("database", not gap, gap or "answers, at this version")
