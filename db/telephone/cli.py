"""`flask telephone …`: an organization's opening hours, and what happens to its calls when nobody can take them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup
from pydantic import ValidationError

from db.actions.organizations import OrganizationProfile, profile_of_slug, set_setting
from db.actions.staff_numbers import set_staff_numbers, staff_numbers
from db.database import Database
from db.telephone.feasts import UnknownRegionError, feasts_of, years_from
from db.telephone.hours import OpeningHours
from db.telephone.numbers import E164
from db.telephone.rules import HOURS_SETTING, RULES_SETTING, TelephoneRules, faults, read_hours, read_rules
from db.telephone.wording import WordingError, read_week, with_changes

telephone = AppGroup("telephone", help="Opening hours, and what happens outside them.")
DAYS_SHOWN = 7


def _database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


@telephone.command("show")
@click.argument("slug", default="autobox")
def show(slug: str) -> None:
    """The state now, the hours of the next days, and the rules of the organization SLUG."""
    organization = _organization(slug)
    hours, zone = read_hours(organization.settings), ZoneInfo(organization.timezone)
    click.echo(f"{organization.name} ({organization.timezone})")
    if hours is None:
        click.echo("always open: no hours are set")
    else:
        _show_hours(hours, zone)
    for name, value in read_rules(organization.settings).model_dump().items():
        click.echo(f"{name}={value}")


def _show_hours(hours: OpeningHours, zone: ZoneInfo) -> None:
    now = datetime.now(UTC)
    state = hours.state_at(now, zone)
    until = f" until {state.changes_at:%a %Y-%m-%d %H:%M}" if state.changes_at else ""
    click.echo(f"now {state.name}{until}")
    for ahead in range(DAYS_SHOWN):
        day = now.astimezone(zone).date() + timedelta(days=ahead)
        spans, why = hours.on(day)
        closed = hours.feasts.get(day, "closed") if why == "feast" else "closed"
        click.echo(f"{day:%a %Y-%m-%d} {', '.join(map(str, spans)) or closed}")


@telephone.command("staff")
@click.argument("slug")
@click.argument("numbers", nargs=-1)
@click.option("--nobody", is_flag=True, help="Remove all numbers.")
def staff(slug: str, numbers: tuple[str, ...], nobody: bool) -> None:
    """Set the staff's NUMBERS, such as +34600111222, whose calls count in no figure. Without NUMBERS, show them."""
    wrong = [number for number in numbers if not E164.fullmatch(number)]
    if wrong:
        raise click.ClickException(f"not an international number: {', '.join(wrong)}")
    _organization(slug)
    with _database().transaction() as session:
        if numbers or nobody:
            calls = set_staff_numbers(session, slug=slug, numbers=numbers)
            click.echo(f"{calls} calls counted anew")
        click.echo("\n".join(staff_numbers(session, slug=slug)) or "no staff numbers")


@telephone.command("hours")
@click.argument("slug")
@click.argument("days", nargs=-1)
@click.option("--region", help="Region whose public holidays are closed, such as ES-IB, or 'none'.")
@click.option("--closed", multiple=True, help="Closed days, such as 2026-08-10..2026-08-21. Can be repeated.")
@click.option(
    "--special",
    multiple=True,
    help="Special hours of a day, such as 2026-12-24=09:00-13:00. Can be repeated.",
)
@click.option("--always", is_flag=True, help="Remove all hours: always open.")
def hours(
    slug: str,
    days: tuple[str, ...],
    region: str | None,
    closed: tuple[str, ...],
    special: tuple[str, ...],
    always: bool,
) -> None:
    """Set the week of SLUG, such as mon-fri=08:00-13:00,15:00-18:30 sat=09:00-13:00; other settings stay."""
    organization = _organization(slug)
    if always:
        _keep(slug, HOURS_SETTING, None)
        click.echo(f"{slug}: always open")
        return
    kept: dict[str, Any] = organization.settings.get(HOURS_SETTING) or {"week": {}}
    try:
        changed = _changed(kept, organization.language, days, region, closed, special)
        read = OpeningHours.model_validate(changed)
    except (WordingError, UnknownRegionError) as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        raise click.ClickException(faults(error)) from error
    _keep(slug, HOURS_SETTING, read.model_dump(mode="json"))
    _show_hours(read, ZoneInfo(organization.timezone))


def _changed(
    kept: dict[str, Any],
    language: str,
    days: tuple[str, ...],
    region: str | None,
    closed: tuple[str, ...],
    special: tuple[str, ...],
) -> dict[str, Any]:
    changed = dict(kept)
    if days:
        changed["week"] = read_week(list(days))
    if closed:
        changed["closed"] = list(closed)
    if special:
        parts = [one.partition("=") for one in special]
        changed["special"] = {day.strip(): [*filter(None, text.split(","))] for day, _, text in parts}
    if region:
        changed["region"] = "" if region == "none" else region.upper()
        years = years_from(datetime.now(UTC).date())
        changed["feasts"] = {} if region == "none" else feasts_of(region, years, language)
    return changed


@telephone.command("rules")
@click.argument("slug")
@click.argument("changes", nargs=-1, required=True)
def rules(slug: str, changes: tuple[str, ...]) -> None:
    """Change rules of SLUG: closed=voicemail unanswered=agent languages.+34971550101=de greeting.es="Taller, dígame."

    NAME= goes back to the default.
    """
    organization = _organization(slug)
    try:
        changed = with_changes(organization.settings.get(RULES_SETTING) or {}, list(changes))
        read = TelephoneRules.model_validate(changed)
    except WordingError as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        raise click.ClickException(faults(error)) from error
    _keep(slug, RULES_SETTING, changed or None)
    for name, value in read.model_dump().items():
        click.echo(f"{name}={value}")


def _organization(slug: str) -> OrganizationProfile:
    with _database().reading() as session:
        found = profile_of_slug(session, slug)
    if found is None:
        raise click.ClickException(f"there is no organization {slug}")
    return found


def _keep(slug: str, name: str, value: Any) -> None:
    with _database().transaction() as session:
        set_setting(session, slug=slug, name=name, value=value)
