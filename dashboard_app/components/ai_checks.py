"""How a model's answer was checked and its input filtered: unproven claims, masked data, withheld instructions."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.proof import Json, object_of, proof
from dashboard_app.i18n import N_

CLAIMS = {
    "summary": N_("Summary"),
    "intent": N_("Intent"),
    "services": N_("Services"),
    "sentiment": N_("Mood"),
    "unresolved_needs": N_("Unresolved"),
    "follow_ups": N_("To do"),
    "coaching": N_("To improve"),
    "criteria": N_("How the agent did"),
    "upsell": N_("To offer"),
    "entities": N_("Details"),
}
PERSONAL = {
    "phone": N_("telephones"),
    "plate": N_("plates"),
    "name": N_("names"),
    "email": N_("e-mail addresses"),
    "vin": N_("chassis numbers"),
    "document": N_("identity documents"),
    "iban": N_("bank accounts"),
    "card": N_("bank cards"),
    "address": N_("postal addresses"),
}


def checks(results: Json) -> list[Component]:
    """Empty for answers stored before these counts existed."""
    found = [
        in_parts(results),
        proven(results),
        dropped(object_of(results.get("dropped"))),
        unsaid(object_of(results.get("unsaid"))),
        sent(results),
        withheld(results),
    ]
    return [html.Li(one, className="quiet") for one in found if one]


def in_parts(results: Json) -> str | None:
    count = results.get("parts")
    if not isinstance(count, int) or count < 2:
        return None
    return str(
        _(
            "The call is longer than the model can read at once: it was read in %(count)s parts. What is still open in one may be settled in a later one; where "
            "they disagree, the verdict is open.",
            count=count,
        )
    )


def proven(results: Json) -> str | None:
    count = results.get("proven")
    if not isinstance(count, int):
        return None
    return str(_("Claims that quote words that were said: %(count)s.", count=count))


def dropped(counts: Json) -> str | None:
    """Dropped claims, counted by part of the answer."""
    without, foreign, surplus = (object_of(counts.get(name)) for name in ("unproven", "foreign", "surplus"))
    parts = [
        _("Left out, as nothing that was said proves it: %(what)s.", what=counted(CLAIMS, without))
        if without
        else "",
        _("Left out, as this business knows no such thing: %(what)s.", what=counted(CLAIMS, foreign))
        if foreign
        else "",
        _("Left out, as it is more than anybody reads: %(what)s.", what=counted(CLAIMS, surplus))
        if surplus
        else "",
    ]
    return " ".join(str(part) for part in parts if part) or None


def unsaid(counts: Json) -> str | None:
    """Texts of which something was withheld, counted by part of the answer."""
    if not counts:
        return None
    return str(
        _(
            "“[…]” stands for figures or addresses that nobody said in the call: %(what)s.",
            what=counted(CLAIMS, counts),
        )
    )


def sent(results: Json) -> str | None:
    """Personal data hidden from the model."""
    hidden, is_masked = object_of(results.get("masked")), results.get("is_masked")
    if is_masked is False:
        return str(_("The call was sent as it was said, with personal data."))
    if hidden:
        return str(_("Hidden before it was sent: %(what)s.", what=counted(PERSONAL, hidden)))
    return str(_("Nothing personal was found to hide.")) if is_masked else None


def withheld(results: Json) -> list[Any] | None:
    turns = results.get("withheld_turns")
    positions = [turn for turn in turns if isinstance(turn, int)] if isinstance(turns, list) else []
    if not positions:
        return None
    return [_("Not shown to the model, as it reads like an order to a program:"), proof(positions)]


def counted(names: Mapping[str, str], counts: Json) -> str:
    said = [(texts.say(names, name), count) for name, count in counts.items()]
    return ", ".join(f"{texts.inside(name)} ({count})" for name, count in said)
