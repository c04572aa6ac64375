"""AI analyses: their budgets, which finished calls are sampled, and whether personal data is masked."""

from decimal import Decimal
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.i18n import N_
from dashboard_app.preferences.fields import Changes, Field, Form, FormError, Submitted
from db.ai_budget import BUDGET_SETTING, MAX_EUR, BudgetRules, read_budget_rules
from db.masking import MASKING, masks
from db.queries.organizations import Profile
from workers.budget import day_budget, month_budget
from workers.settings import WorkerSettings

SETTING = "ai_sampling"  # `workers.sampling` reads it
OUTCOMES = ("abandoned", "unresolved", "callback_promised")
URGENCIES = ("critical", "high")


def sampling_fields(profile: Profile) -> list[Field]:
    kept: dict[str, Any] = profile.settings.get(SETTING) or {}
    reasons = [
        *({"value": name, "label": texts.say(texts.OUTCOMES, name)} for name in OUTCOMES),
        *(
            {"value": name, "label": _("Urgency: %(urgency)s", urgency=texts.say(texts.URGENCIES, name))}
            for name in URGENCIES
        ),
        *texts.choices(texts.INTENTS),
    ]
    return [
        Field("share", _("Of all calls, in percent"), "number", round(100 * kept.get("share", 0), 2), least=0, most=100),
        Field("always", _("And always these"), "ticks", list(kept.get("always", ())), options=reasons),
    ]  # fmt: skip


def read_sampling(submitted: Submitted, _profile: Profile) -> Changes:
    share, always = submitted.get("share"), submitted.get("always") or []
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100:
        raise FormError(_("The share must be a number from 0 to 100."))
    if not share and not always:
        return {SETTING: None}
    return {SETTING: {"share": round(share / 100, 6), "always": sorted(set(always))}}


def privacy_fields(profile: Profile) -> list[Field]:
    about = _("Telephones, names, e-mail addresses and the like are replaced before anything is sent.")
    is_on = masks(profile.settings)
    return [Field("masking", _("Hide personal data from the model"), "switch", is_on, about)]


def read_privacy(submitted: Submitted, _profile: Profile) -> Changes:
    return {MASKING: None if submitted.get("masking") else False}


def budget_fields(profile: Profile) -> list[Field]:
    server, own = worker_settings(), read_budget_rules(profile.settings)
    day, month = day_budget(server, own), month_budget(server, own)
    most_a_day = server.daily_budget_eur if server.is_daily_budget_set else None
    return [
        Field("day", _("A day, in euros"), "number", shown(day), allowed(_("0: no analysis starts."), most_a_day), least=0, most=MAX_EUR),
        Field("month", _("A month, in euros"), "number", shown(month), allowed(_("Empty: only the day's holds."), server.monthly_budget_eur), least=0, most=MAX_EUR),
    ]  # fmt: skip


def worker_settings() -> WorkerSettings:
    found: WorkerSettings = current_app.extensions["worker_settings"]
    return found


def shown(amount: Decimal | None) -> float | None:
    return float(amount) if amount is not None else None


def allowed(about: str, most: Decimal | None) -> str:
    if most is None:
        return about
    return f"{about} {_('The server is configured to allow %(most)s at most.', most=formats.money(most))}"


def read_budget(submitted: Submitted, _profile: Profile) -> Changes:
    """Values equal to the server's default are not stored, so that they follow it when it changes."""
    server = worker_settings()
    day = euros(submitted.get("day"), server.daily_budget_eur if server.is_daily_budget_set else None)
    month = euros(submitted.get("month"), server.monthly_budget_eur)
    if day is None:
        raise FormError(_("Say how much a day; 0 for none."))
    if month is not None and month < day:
        raise FormError(_("The month's budget must not be smaller than the day's."))
    rules = BudgetRules(
        day_eur=day if day != server.daily_budget_eur else None,
        month_eur=month if month != server.monthly_budget_eur else None,
    )
    return {BUDGET_SETTING: rules.model_dump(mode="json", exclude_none=True) or None}


def euros(submitted: Any, most: Decimal | None) -> Decimal | None:
    """None for an empty field. Raises FormError."""
    if submitted is None or submitted == "":
        return None
    number = formats.amount(submitted) if not isinstance(submitted, bool) else None
    if number is None or not number.is_finite() or not 0 <= number <= MAX_EUR:
        raise FormError(_("A budget is an amount from 0 to %(most)s euros.", most=formats.number(MAX_EUR)))
    cents = number.quantize(Decimal("0.01"))
    if most is not None and cents > most:
        raise FormError(_("The server is configured to allow %(most)s at most.", most=formats.money(most)))
    return cents


FORMS = (
    Form("budget", N_("Budget for AI"), N_("What analyses by a language model may cost. None starts that could pass it; those under way are finished."), budget_fields, read_budget),
    Form("sampling", N_("Automatic AI analysis"), N_("Within the budget of the day, together and at half the price: the answers may take a day. Everything else is read when somebody asks."), sampling_fields, read_sampling),
    Form("privacy", N_("Personal data"), N_("What a language model of somebody else's gets to see."), privacy_fields, read_privacy),
)  # fmt: skip
