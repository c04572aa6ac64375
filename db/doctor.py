"""`flask doctor`: is everything configured and reachable, and if not, how to fix it?

Each package adds its checks to `app.extensions["checks"]`; they run only here.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from db.environment import ConfigurationError
from db.revision import revision_gap


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says what to mend, or, where all is well, what was found."""

    subject: str
    is_well: bool
    advice: str = ""


Check = Callable[[], Iterable[Finding]]


def init_app(app: Flask, database: Database) -> None:
    add_check(app, lambda: [examine_database(database)])
    app.cli.add_command(doctor)


def add_check(app: Flask, check: Check) -> None:
    app.extensions.setdefault("checks", []).append(check)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check configuration, database, Redis, carrier, agent and model, and say how to fix problems."""
    findings = [finding for check in current_app.extensions["checks"] for finding in run(check)]
    for finding in findings:
        click.secho(
            "ok    " if finding.is_well else "mend  ", fg="green" if finding.is_well else "red", nl=False
        )
        click.echo(f"{finding.subject:<16} {finding.advice}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


def run(check: Check) -> list[Finding]:
    try:
        return list(check())
    except ConfigurationError as error:
        return [Finding("configuration", False, str(error))]


def examine_database(database: Database) -> Finding:
    try:
        with database.reading() as session:
            gap = revision_gap(session)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("database", False, f"{reason}. Check DATABASE_URL, or start PostgreSQL.")
    return Finding(
        "database", not gap, f"{gap}: run `python -m db.release`" if gap else "answers, at this version"
    )
