"""Describes a change of settings in the words of its form: old value and new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.alerting import own_wording, wording
from dashboard_app.preferences import analyses, business, retention, telephone, watching
from dashboard_app.preferences.fields import Field, Form
from dashboard_app.roi.assumptions import ASSUMPTIONS, Assumption
from db.actions.alert_chats import SUBJECT as ALERT_CHAT
from db.actions.experiments import SUBJECT as EXPERIMENT
from db.actions.own_rules import SUBJECT as OWN_RULE
from db.actions.staff_numbers import SETTING as STAFF_SETTING
from db.ai_budget import BUDGET_SETTING
from db.alerting import ALERTS_SETTING
from db.call_retention import RETENTION_SETTING
from db.masking import MASKING
from db.own_rules import OwnRule
from db.queries.organizations import Profile
from db.reporting import REPORTS_SETTING
from db.roi_assumptions import ROI_SETTING
from db.sound.rules import RECORDING_SETTING
from db.telephone.rules import HOURS_SETTING, RULES_SETTING

Kept = Mapping[str, Any]
FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (*business.FORMS, *telephone.FORMS, *retention.FORMS, *watching.FORMS, *analyses.FORMS)
}
FORM_OF = {
    business.PROFILE: "organization",
    STAFF_SETTING: "staff",
    REPORTS_SETTING: "reports",
    HOURS_SETTING: "hours",
    RULES_SETTING: "telephone",
    RECORDING_SETTING: "recording",
    RETENTION_SETTING: "retention",
    ALERTS_SETTING: "alerts",
    BUDGET_SETTING: "budget",
    analyses.SETTING: "sampling",
    MASKING: "privacy",
}


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    label: str
    before: str
    after: str


def describe_change(subject: str, before: Kept, after: Kept, profile: Profile) -> list[ChangedSetting]:
    """The changed fields. Raises ValidationError for a setting that was edited by hand and is invalid."""
    if subject == ROI_SETTING:
        values = assumption_values(before, after)
    elif subject in FORM_OF:
        values = form_values(subject, before, after, profile)
    else:
        return [record_change(subject, before, after)]
    return [one for one in values if one.before != one.after]


def record_change(subject: str, before: Kept, after: Kept) -> ChangedSetting:
    """Of what is no setting: a webhook, an alert rule, a member or their token."""
    if subject == "webhook":
        url = str(after.get("url") or before.get("url", ""))
        return ChangedSetting(url, webhook_text(before), webhook_text(after))
    if subject == ALERT_CHAT:
        sides = [str(side.get("host") or formats.NOTHING) for side in (before, after)]
        return ChangedSetting(str(_("new address")) if after else "", *sides)
    if subject == OWN_RULE:
        return ChangedSetting(str((after or before).get("name", "")), rule_text(before), rule_text(after))
    if subject == EXPERIMENT:
        return ChangedSetting(
            str((after or before).get("name", "")), experiment_text(before), experiment_text(after)
        )
    if subject == "member":
        return ChangedSetting(str(after.get("email", "")), member_text(before), member_text(after))
    return ChangedSetting(str(before.get("email") or after.get("email", "")), "", token_text(after))


def form_values(subject: str, before: Kept, after: Kept, profile: Profile) -> list[ChangedSetting]:
    """The fields of the setting's form, changed or not."""
    form = FORMS[FORM_OF[subject]]
    sides = [form.fields(profile_with(profile, subject, kept)) for kept in (before, after)]
    return [
        ChangedSetting(now.label, shown_value(was), shown_value(now)) for was, now in zip(*sides, strict=True)
    ]


def assumption_values(before: Kept, after: Kept) -> list[ChangedSetting]:
    sides = [kept.get("value") or {} for kept in (before, after)]
    return [
        ChangedSetting(str(_(one.title)), *(assumption_text(one, side) for side in sides))
        for one in ASSUMPTIONS
    ]


def profile_with(profile: Profile, subject: str, kept: Kept) -> Profile:
    if subject == business.PROFILE:
        return replace(profile, name=str(kept["name"]), language=str(kept["language"]))
    return replace(profile, settings={**profile.settings, subject: kept.get("value")})


def shown_value(field: Field) -> str:
    names = {str(option["value"]): str(option["label"]) for option in field.options}
    match field.kind:
        case "switch":
            return str(_("yes") if field.value else _("no"))
        case "ticks":
            return listed([names.get(str(value), str(value)) for value in field.value])
        case "lines":
            return listed(str(field.value).splitlines())
        case "number":
            return formats.number(float(field.value)) if field.value is not None else formats.NOTHING
    return names.get(str(field.value), str(field.value)) or formats.NOTHING


def listed(values: Sequence[str]) -> str:
    return ", ".join(values) or formats.NOTHING


def assumption_text(one: Assumption, side: Kept) -> str:
    value = side.get(one.name)
    if value is None:
        return formats.NOTHING
    return formats.percent(float(value)) if one.is_share else formats.money(formats.amount(value))


def member_text(kept: Kept) -> str:
    """The member's role, or that the account is inactive."""
    if not kept:
        return formats.NOTHING
    return texts.say(texts.ROLES, str(kept.get("role"))) if kept.get("is_active", True) else str(_("gone"))


def webhook_text(kept: Kept) -> str:
    """The endpoint's event types and options, or that it is off or deleted."""
    if not kept:
        return formats.NOTHING
    if kept.get("new_secret"):
        return str(_("new secret"))
    if kept.get("disabled_why"):
        return str(_("switched off"))
    more = [str(_("with the words"))] if kept.get("with_words") else []
    more += [str(_("personal data hidden"))] if kept.get("is_masked") else []
    return listed([*kept.get("types", ()), *more])


def rule_text(kept: Kept) -> str:
    """The rule in words; nothing if there is none. Raises KeyError or TypeError for a figure that there is no more."""
    if not kept:
        return formats.NOTHING
    rule = OwnRule(**kept)
    words = [rule.name, own_wording.condition(rule, {}), texts.say(wording.SEVERITIES, rule.severity)]
    return " · ".join(words if rule.is_on else [*words, str(_("switched off"))])


def experiment_text(kept: Kept) -> str:
    """Its state, and who answers how many callers; nothing before it began."""
    if not kept:
        return formats.NOTHING
    share = formats.percent(kept["share_percent"] / 100)
    return listed([texts.say(texts.EXPERIMENT_STATES, kept["status"]), f"{kept['other_agent']} {share}"])


def token_text(after: Kept) -> str:
    return str(_("taken away") if after.get("taken_away") else _("new"))
