"""`flask reports …`: the sheet of a week on the terminal, as a PDF, by e-mail; and who gets it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from pydantic import ValidationError

from db.actions.organizations import set_setting
from db.database import Database
from db.environment import ConfigurationError, Environment
from db.queries.organizations import Profile, profiles
from db.reporting import REPORTS_SETTING, ReportRules, read_report_rules

if TYPE_CHECKING:
    from dashboard_app.weekly.weeks import Week

reports = AppGroup("reports", help="The owner's sheet of the week.")


def init_app(app: Flask, env: Environment) -> None:
    app.extensions["report_environment"] = env
    app.cli.add_command(reports)


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
@click.option("--week", help="Such as 2026-W47; the last one that is over, where it is not given.")
@click.option("--to", multiple=True, help="Send it to this address, once. Can be repeated.")
@click.option("--pdf", "file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def monday(slug: str, week: str | None, to: tuple[str, ...], file: Path | None) -> None:
    """Print the sheet of the organization SLUG; with --pdf write it as a PDF, with --to send it by e-mail."""
    from dashboard_app.weekly.weeks import week_named

    profile = _profile(slug)
    now = datetime.now(UTC)
    chosen = week_named(week, now.astimezone(ZoneInfo(profile.timezone)))
    if week and chosen.name != week:
        raise click.ClickException(f"--week must be a week that is over, such as {chosen.name}, not {week}")
    if to:
        _send(profile, chosen, now, to)
    if file or not to:
        _show(profile, chosen, now, file)


def _show(profile: Profile, week: "Week", now: datetime, file: Path | None) -> None:
    """What shows a sheet loads with it: the other commands never need it."""
    from dashboard_app.settings import public_url
    from dashboard_app.weekly.message import plain
    from dashboard_app.weekly.pdf import pdf_of
    from dashboard_app.weekly.sending import read_sheet
    from dashboard_app.weekly.speaking import Reader, speaker, speaking

    base_url = public_url(current_app.extensions["report_environment"])
    database = _database()
    with speaking(speaker(), profile.language, Reader(profile.timezone, profile.sector)):
        sheet = read_sheet(database, profile, week, now)
        if file is None:
            click.echo(plain(sheet, base_url), nl=False)
            return
        file.write_bytes(pdf_of(sheet, base_url))
    click.echo(f"wrote {file}")


def _send(profile: Profile, week: "Week", now: datetime, to: tuple[str, ...]) -> None:
    from dashboard_app.weekly.sending import office_of, send_week

    try:
        office = office_of(current_app.extensions["report_environment"], _database())
        recipients = ReportRules(recipients=to).recipients
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        raise click.ClickException(f"not an e-mail address: {', '.join(to)}") from error
    if office is None:
        raise click.ClickException("SMTP_HOST is not set: no e-mail can go out")
    sent = send_week(office, profile, week, now, recipients)
    click.echo(f"sent {sent} of {len(recipients)}; who has {week.name} already is not sent it again")
    if sent == 0 and len(recipients) == 1:
        raise click.exceptions.Exit(1)


@reports.command("recipients")
@click.argument("slug", default="autobox")
@click.argument("addresses", nargs=-1)
@click.option("--none", "nobody", is_flag=True, help="Nobody gets it any more.")
def recipients(slug: str, addresses: tuple[str, ...], nobody: bool) -> None:
    """Show or set who gets the sheet of the organization SLUG by e-mail on Mondays."""
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
