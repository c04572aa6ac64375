"""`flask reports …`: the weekly report on the terminal, as a PDF or by e-mail, and its recipients.

The report is made in `dashboard_app`, a layer above, so it is referenced by its dotted path and imported on demand.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from pydantic import ValidationError
from rq.utils import import_attribute

from db.actions.organizations import set_setting
from db.database import Database
from db.environment import ConfigurationError
from db.queries.organizations import Profile, profiles
from db.reporting import REPORTS_SETTING, ReportRules, read_report_rules

MAKING = "dashboard_app.weekly.making"
reports = AppGroup("reports", help="The weekly report.")


def _database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def _profile(slug: str) -> Profile:
    with _database().reading() as session:
        listed = profiles(session)
    found = next((one for one in listed if one.slug == slug), None)
    if found is None:
        raise click.ClickException(
            f"there is no organization {slug}; there are {', '.join(one.slug for one in listed) or 'none'}"
        )
    return found


@reports.command("monday")
@click.argument("slug", default="autobox")
@click.option("--week", help="Such as 2026-W47. Default: the last complete week.")
@click.option("--to", multiple=True, help="Send it to this address, once. Can be repeated.")
@click.option("--pdf", "file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def monday(slug: str, week: str | None, to: tuple[str, ...], file: Path | None) -> None:
    """Print the weekly report of the organization SLUG; write it as a PDF (--pdf) or send it by e-mail (--to)."""
    profile = _profile(slug)
    make = import_attribute(f"{MAKING}.Maker")(
        current_app.extensions["worker_environment"], _database(), profile, week, datetime.now(UTC)
    )
    if week and make.week_name != week:
        raise click.ClickException(
            f"--week must be a week that is over, such as {make.week_name}, not {week}"
        )
    if to:
        _send(make, to)
    if file:
        file.write_bytes(make.pdf())
        click.echo(f"wrote {file}")
    if not file and not to:
        click.echo(make.text(), nl=False)


def _send(make: Any, to: tuple[str, ...]) -> None:
    try:
        recipients = ReportRules(recipients=to).recipients
        sent = make.send(recipients)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        raise click.ClickException(f"not an e-mail address: {', '.join(to)}") from error
    if sent is None:
        raise click.ClickException("SMTP_HOST is not set: no e-mail can go out")
    click.echo(f"sent {sent} of {len(recipients)}; who has {make.week_name} already is not sent it again")
    if sent == 0 and len(recipients) == 1:
        raise click.exceptions.Exit(1)


@reports.command("recipients")
@click.argument("slug", default="autobox")
@click.argument("addresses", nargs=-1)
@click.option("--none", "nobody", is_flag=True, help="Remove all recipients.")
def recipients(slug: str, addresses: tuple[str, ...], nobody: bool) -> None:
    """Show or set the recipients of the weekly report of the organization SLUG."""
    profile = _profile(slug)
    try:
        rules = ReportRules(recipients=addresses) if addresses else read_report_rules(profile.settings)
    except ValidationError as error:
        raise click.ClickException(f"not e-mail addresses: {', '.join(addresses)}") from error
    if addresses or nobody:
        rules = ReportRules() if nobody else rules
        value = rules.model_dump(mode="json") if rules.recipients else None
        with _database().transaction() as session:
            set_setting(session, slug=slug, name=REPORTS_SETTING, value=value)
    click.echo("\n".join(rules.recipients) or f"{slug}: nobody gets it")
