"""Which ended calls the language model reads without being asked, and whether it may see personal data."""

from typing import Any

from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.i18n import N_
from dashboard_app.preferences.fields import Changes, Field, Form, FormError, Typed
from db.queries.organizations import Profile

SETTING = "ai_sampling"  # `workers.sampling` reads it
MASKING = "mask_pii"  # `workers.ai` reads it; without it, data is masked
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


def read_sampling(typed: Typed, _profile: Profile) -> Changes:
    share, always = typed.get("share"), typed.get("always") or []
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100:
        raise FormError(_("The share must be a number from 0 to 100."))
    if not share and not always:
        return {SETTING: None}
    return {SETTING: {"share": round(share / 100, 6), "always": sorted(set(always))}}


def privacy_fields(profile: Profile) -> list[Field]:
    about = _("Telephones, names, e-mail addresses and the like are replaced before anything is sent.")
    is_on = profile.settings.get(MASKING, True) is not False
    return [Field("masking", _("Hide personal data from the model"), "switch", is_on, about)]


def read_privacy(typed: Typed, _profile: Profile) -> Changes:
    return {MASKING: None if typed.get("masking") else False}


FORMS = (
    Form("sampling", N_("Automatic AI analysis"), N_("Within the budget of the day, together and at half the price: the answers may take a day. Everything else is read when somebody asks."), sampling_fields, read_sampling),
    Form("privacy", N_("Personal data"), N_("What a language model of somebody else's gets to see."), privacy_fields, read_privacy),
)  # fmt: skip
