"""Forms for opening hours, the handling of calls that nobody can take, and recording."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

from dashboard_app.i18n import N_
from dashboard_app.preferences.fields import (
    Changes,
    Field,
    Form,
    FormError,
    Submitted,
    checked,
    lines_of,
    shown_lines,
)
from db.queries.organizations import Profile
from db.sound.rules import RECORDING_SETTING, RecordingRules
from db.telephone.feasts import UnknownRegionError, feasts_of, years_from
from db.telephone.hours import WEEKDAYS, OpeningHours
from db.telephone.rules import HOURS_SETTING, RULES_SETTING, TelephoneRules

CLOSED = {
    "ring": N_("The mobile rings all the same"),
    "voicemail": N_("The caller leaves a message"),
    "message": N_("The caller hears an announcement"),
}
UNANSWERED = {
    "agent": N_("The agent takes the caller back"),
    "voicemail": N_("The caller leaves a message"),
    "message": N_("The caller hears an announcement"),
}
DEGRADED = {
    "native": N_("The agent's provider carries the call"),
    "person": N_("The call goes to the mobile"),
}
NOTICES = {"carrier": N_("A voice says it before the agent"), "agent": N_("The agent says it first")}


def options(names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": str(_(name))} for value, name in names.items()]


def day_name(place: int) -> str:
    return str(get_day_names("wide", locale=get_locale())[place]).capitalize()


def hours_fields(profile: Profile) -> list[Field]:
    kept = profile.settings.get(HOURS_SETTING) or {}
    week = kept.get("week", {})
    days = [
        Field(day, day_name(place), "text", ", ".join(week.get(day, ())))
        for place, day in enumerate(WEEKDAYS)
    ]
    closed = [shown_days(one) for one in kept.get("closed", ())]
    return [
        *days,
        Field(
            "closed",
            _("Closed days"),
            "lines",
            shown_lines(closed),
            _("One a line: 2026-08-10, or 2026-08-10..2026-08-21 for several."),
        ),
        Field(
            "region",
            _("Feast days of"),
            "text",
            kept.get("region", ""),
            _("Such as ES-IB for the Balearic Islands; empty for none."),
        ),
    ]


def shown_days(one: Any) -> str:
    first, last = (one, one) if isinstance(one, str) else one
    return str(first) if first == last else f"{first}..{last}"


def read_hours(submitted: Submitted, profile: Profile) -> Changes:
    """A week without any hours removes the setting, which means always open."""
    kept = dict(profile.settings.get(HOURS_SETTING) or {})
    week = {day: lines_of(submitted.get(day)) for day in WEEKDAYS}
    if not any(week.values()):
        return {HOURS_SETTING: None}
    region = str(submitted.get("region") or "").strip().upper()
    changed = {**kept, "week": week, "closed": lines_of(submitted.get("closed")), "region": region}
    changed["feasts"] = feasts(region, profile.language, datetime.now(UTC).date())
    message = _("Write hours like 08:00-13:00, 15:00-18:30, and closed days like 2026-08-10.")
    read = checked(lambda: OpeningHours.model_validate(changed), message)
    return {HOURS_SETTING: read.model_dump(mode="json")}


def feasts(region: str, language: str, today: date) -> dict[date, str]:
    if not region:
        return {}
    try:
        return feasts_of(region, years_from(today), language)
    except UnknownRegionError as error:
        raise FormError(
            _("%(region)s is no region: write one such as ES-IB, or nothing.", region=region)
        ) from error


def rules_fields(profile: Profile) -> list[Field]:
    rules = TelephoneRules.model_validate(profile.settings.get(RULES_SETTING) or {})
    return [
        Field("closed", _("Outside the hours"), "choice", rules.closed, options=options(CLOSED)),
        Field("unanswered", _("When nobody takes the call"), "choice", rules.unanswered, options=options(UNANSWERED)),
        Field("degraded", _("When our own voice process is down or full"), "choice", rules.degraded, options=options(DEGRADED)),
        Field("ring_seconds", _("The mobile rings for, in seconds"), "number", rules.ring_seconds, least=5, most=120),
        Field("whisper", _("Tell who answers what it is about"), "switch", rules.whisper),
        Field("accept_key", _("Who answers must press 1"), "switch", rules.accept_key, _("So that the mobile's own voicemail takes no call.")),
    ]  # fmt: skip


def read_rules(submitted: Submitted, profile: Profile) -> Changes:
    kept = profile.settings.get(RULES_SETTING) or {}
    names = ("closed", "unanswered", "degraded", "ring_seconds", "whisper", "accept_key")
    changed = {**kept, **only(submitted, names)}
    read = checked(
        lambda: TelephoneRules.model_validate(changed), _("The mobile rings for 5 to 120 whole seconds.")
    )
    return {RULES_SETTING: read.model_dump(mode="json", exclude_defaults=True) or None}


def recording_fields(profile: Profile) -> list[Field]:
    rules = RecordingRules.model_validate(profile.settings.get(RECORDING_SETTING) or {})
    return [
        Field("enabled", _("Record calls"), "switch", rules.enabled),
        Field("notice", _("How callers are told"), "choice", rules.notice, options=options(NOTICES)),
        Field(
            "retention_days",
            _("Keep recordings for, in days"),
            "number",
            rules.retention_days,
            _("Then they are deleted; what was said stays as text, for as long as you say below."),
            least=1,
            most=3650,
        ),
    ]


def read_recording(submitted: Submitted, profile: Profile) -> Changes:
    kept = profile.settings.get(RECORDING_SETTING) or {}
    changed = {**kept, **only(submitted, ("enabled", "notice", "retention_days"))}
    read = checked(
        lambda: RecordingRules.model_validate(changed), _("Recordings are kept for 1 to 3650 whole days.")
    )
    return {RECORDING_SETTING: read.model_dump(mode="json", exclude_defaults=True) or None}


def only(submitted: Submitted, names: Iterable[str]) -> dict[str, Any]:
    return {name: submitted.get(name) for name in names}


FORMS = (
    Form("hours", N_("Opening hours"), N_("Such as 08:00-13:00, 15:00-18:30; empty is closed. No hours at all: always open."), hours_fields, read_hours),
    Form("telephone", N_("Telephone"), N_("What becomes of a call that goes to a person."), rules_fields, read_rules),
    Form("recording", N_("Recordings"), N_("Callers are always told that they are recorded."), recording_fields, read_recording),
)  # fmt: skip
