"""The business: its name and languages, the staff's numbers, and recipients of the weekly report."""

from typing import Any

import phonenumbers
from flask_babel import gettext as _

from dashboard_app.i18n import LANGUAGES, N_
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
from db.actions.staff_numbers import SETTING as STAFF_SETTING
from db.countries import country_of
from db.queries.organizations import Profile
from db.reporting import REPORTS_SETTING, ReportRules

PROFILE = "organization"  # no setting: columns of the organization
MAX_NAME_CHARACTERS = 80


def profile_fields(profile: Profile) -> list[Field]:
    languages = [{"value": code, "label": name} for code, name in LANGUAGES.items()]
    return [
        Field("name", _("Name"), "text", profile.name),
        Field(
            "language",
            _("Language"),
            "choice",
            profile.language,
            _("Of summaries and of e-mails; each reader chooses that of the pages."),
            languages,
        ),
    ]


def read_profile(submitted: Submitted, _profile: Profile) -> Changes:
    name, language = " ".join(str(submitted.get("name") or "").split()), submitted.get("language")
    if not name or len(name) > MAX_NAME_CHARACTERS:
        raise FormError(_("The name must have from 1 to %(most)s characters.", most=MAX_NAME_CHARACTERS))
    if language not in LANGUAGES:
        raise FormError(_("Choose one of the languages."))
    return {PROFILE: {"name": name, "language": language}}


def staff_fields(profile: Profile) -> list[Field]:
    numbers = [str(number) for number in profile.settings.get(STAFF_SETTING) or []]
    about = _("One a line. Calls from them count in no figure.")
    return [Field("numbers", _("Numbers of the staff"), "lines", shown_lines(numbers), about)]


def read_staff(submitted: Submitted, profile: Profile) -> Changes:
    country = country_of(profile.timezone)
    numbers = [full_number(text, country) for text in lines_of(submitted.get("numbers"))]
    return {STAFF_SETTING: sorted(set(numbers)) or None}


def full_number(text: str, country: str) -> str:
    """In E.164; a number without a country code is one of that country. Raises FormError."""
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise FormError(_("%(text)s is no telephone number.", text=text))
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def report_fields(profile: Profile) -> list[Field]:
    found: dict[str, Any] = profile.settings.get(REPORTS_SETTING) or {}
    about = _("One a line. They get the sheet of the week on Mondays at seven.")
    return [
        Field("recipients", _("E-mail addresses"), "lines", shown_lines(found.get("recipients", ())), about)
    ]


def read_reports(submitted: Submitted, _profile: Profile) -> Changes:
    addresses = tuple(dict.fromkeys(lines_of(submitted.get("recipients"))))
    message = _("One of these is no e-mail address, or there are more than 20.")
    rules = checked(lambda: ReportRules(recipients=addresses), message)
    return {REPORTS_SETTING: rules.model_dump(mode="json") if rules.recipients else None}


FORMS = (
    Form(PROFILE, N_("Business"), N_("What it is called, and the language it speaks by itself."), profile_fields, read_profile),
    Form("staff", N_("Staff"), N_("Whose calls are no customers'."), staff_fields, read_staff),
    Form("reports", N_("Weekly sheet"), N_("Who gets it by e-mail."), report_fields, read_reports),
)  # fmt: skip
