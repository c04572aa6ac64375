"""The form for alerts: which rules are on, their sensitivity, and who gets e-mails."""

from typing import Any

from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.alerting import wording
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
from db.alerting import ALERTS_SETTING, RULES, SENSITIVITIES, AlertRules, read_alert_rules
from db.queries.organizations import Profile

NAMES = {
    "calm": N_("Calm: only what is beyond doubt"),
    "normal": N_("Normal: a false alert in a month or two"),
    "keen": N_("Keen: sooner, with some false alerts a month"),
}


def fields(profile: Profile) -> list[Field]:
    rules = read_alert_rules(profile.settings)
    about = _("One a line. What is critical is written at once, the rest when the business is open.")
    watched = [name for name in RULES if name not in rules.off]
    return [
        Field("recipients", _("E-mail addresses"), "lines", shown_lines(rules.recipients), about),
        Field("sensitivity", _("How soon"), "choice", rules.sensitivity, "", texts.choices(NAMES)),
        Field("watched", _("What is watched"), "ticks", watched, options=texts.choices(wording.RULES)),
    ]


def read(submitted: Submitted, _profile: Profile) -> Changes:
    if submitted.get("sensitivity") not in SENSITIVITIES:
        raise FormError(_("Choose how soon you want to hear of it."))
    watched = set(submitted.get("watched") or ())
    values: dict[str, Any] = {
        "off": tuple(name for name in RULES if name not in watched),
        "sensitivity": submitted["sensitivity"],
        "recipients": tuple(dict.fromkeys(lines_of(submitted.get("recipients")))),
    }
    message = _("One of these is no e-mail address, or there are more than 20.")
    rules = checked(lambda: AlertRules(**values), message)
    is_default = rules == AlertRules()
    return {ALERTS_SETTING: None if is_default else rules.model_dump(mode="json")}


FORMS = (
    Form("alerts", N_("Alerts"), N_("What is watched, and who hears of it by e-mail. Everybody sees it on the page of alerts."), fields, read),
)  # fmt: skip
