"""The form for how long calls keep their words. Before it first erases any, their number has to be written."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.i18n import N_
from dashboard_app.preferences.fields import Changes, Field, Form, FormError, Submitted, checked
from dashboard_app.viewer import reading
from db.actions.old_calls import count_older
from db.call_retention import RETENTION_SETTING, CallRetention, kept_since, read_call_retention
from db.queries.organizations import Profile

EXAMPLES = (90, 365, 730)
MANY = 10_000  # beyond, nobody needs to know how many before they decide, and counting takes long


def fields(profile: Profile) -> list[Field]:
    return [
        Field(
            "days",
            _("Keep what was said for, in days"),
            "number",
            read_call_retention(profile.settings).days,
            _("From 30 to 3650; empty to keep it until somebody erases it."),
        ),
        Field(
            "confirmed",
            _("To confirm, how many calls lose it at once"),
            "text",
            "",
            _("Only asked for where calls are that old already."),
        ),
    ]


def read(submitted: Submitted, profile: Profile) -> Changes:
    """Nothing that is set already is asked about again."""
    days = submitted.get("days")
    message = _("What was said is kept for 30 to 3650 whole days; write nothing to keep it.")
    rule = checked(lambda: CallRetention(days=days if days != "" else None), message)
    if rule.days is not None and rule.days != read_call_retention(profile.settings).days:
        confirm(count_of(profile, rule.days), rule.days, str(submitted.get("confirmed") or ""))
    return {RETENTION_SETTING: rule.model_dump(mode="json", exclude_defaults=True) or None}


def confirm(count: int, days: int, typed: str) -> None:
    """Raises FormError unless the number of calls was written."""
    if not count or "".join(filter(str.isdigit, typed)) == str(count):
        return
    raise FormError(
        _(
            "%(count)s calls are older than %(days)s days: number, name, words, notes, tags, analyses and recording are erased for good within the hour. To confirm, write %(count)s below the days and save again.",
            count=formats.number(count),
            days=formats.number(days),
        )
    )


def count_of(profile: Profile, days: int, *, most: int | None = None) -> int:
    """How many calls this period would take words from now."""
    before = kept_since(days, now=datetime.now(UTC), zone=ZoneInfo(profile.timezone))
    with reading() as session:
        return count_older(session, profile.id, before, most=most)


def how_many_now(profile: Profile) -> str:
    """What some periods would mean today."""
    quarter, year, two_years = (about(count_of(profile, days, most=MANY + 1)) for days in EXAMPLES)
    return str(
        _(
            "Calls with words that are older than 90 days: %(quarter)s; than a year: %(year)s; than two years: %(two_years)s.",
            quarter=quarter,
            year=year,
            two_years=two_years,
        )
    )


def about(count: int) -> str:
    return formats.number(count) if count <= MANY else str(_("over %(count)s", count=formats.number(MANY)))


FORMS = (
    Form(
        "retention",
        N_("What was said in calls"),
        N_(
            "When its days are over, number, name, words, notes, tags, analyses and recording of a call are erased for good. When it was, how it went and what it cost stay, so the figures of earlier years stay true."
        ),
        fields,
        read,
    ),
)
