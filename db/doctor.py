"""`flask doctor`: is everything configured and reachable, and if not, how to fix it?

Each package adds its checks to `app.extensions["checks"]`; they run only here.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from db.actions.alerts import unwatched_organizations
from db.alerting import WATCH_SILENT
from db.database import Database
from db.environment import ConfigurationError
from db.revision import revision_gap
from db.writable import why_nothing_is_taken

UNREACHABLE = "Check DATABASE_URL, or start PostgreSQL."
# What PostgreSQL says when it refuses a connection carries no code that the driver would pass on.
FULL = (
    "PostgreSQL runs, and others have all its connections: raise its max_connections, or lower DATABASE_POOL_SIZE or the number of "
    "processes (docs/operations.md counts what they need)."
)
REMEDIES = {
    "too many clients": FULL,
    "remaining connection slots": FULL,
    "too many connections for": "PostgreSQL runs, and limits this role or database: raise its CONNECTION LIMIT (ALTER ROLE, ALTER DATABASE).",
    "authentication failed": "PostgreSQL runs: check the user and the password in DATABASE_URL.",
    "no pg_hba.conf entry": "PostgreSQL runs, and lets nobody in from here as this user: add a line to its pg_hba.conf.",
    "does not exist": "PostgreSQL runs: check the names of user and database in DATABASE_URL, or create what is missing.",
    "is starting up": "It is about to answer: ask again in a minute.",
}


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
            gap, refusal = revision_gap(session), why_nothing_is_taken(session)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("database", False, f"{reason}. {remedy(reason)}")
    if refusal:
        advice = f"takes nothing: {refusal}. Make room on its disk, or set DATABASE_URL to the primary."
        return Finding("database", False, advice)
    return Finding("database", not gap, gap or "answers, at this version")


def remedy(reason: str) -> str:
    return next((mended for words, mended in REMEDIES.items() if words in reason), UNREACHABLE)
