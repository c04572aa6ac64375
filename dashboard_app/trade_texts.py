"""What the key figures of a line of business are called and count, in the words of the trade."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.i18n import N_
from dashboard_app.metrics_of_reader import kpis_of_trade
from db.queries.metrics.trade_parts import Filter
from workers.sectors.schema import KpiSpec

Names = Mapping[str, str]
SIDES: Mapping[str, tuple[str, Names]] = {
    "intent": (N_("intent"), texts.INTENTS),
    "outcome": (N_("outcome"), texts.OUTCOMES),
    "urgency": (N_("urgency"), texts.URGENCIES),
}


def title_of_kpi(name: str) -> str:
    return texts.say(texts.KPIS, name)


def definition_of_kpi(name: str) -> str:
    return next((definition(kpi) for kpi in kpis_of_trade() if kpi.name == name), "")


def definition(kpi: KpiSpec) -> str:
    """The template's definition."""
    part, whole = in_words(kpi.numerator), in_words(kpi.denominator)
    if not whole:
        return str(_("Calls with %(part)s, of all calls that the rules have read.", part=part))
    return str(_("Calls with %(part)s, of the read calls with %(whole)s.", part=part, whole=whole))


def in_words(wanted: Filter) -> str:
    sides = []
    for field, values in conditions(wanted).items():
        name, names = SIDES[field]
        labels = [formats.quoted(texts.say(names, value)) for value in values]
        one_of_them = joined(labels, _("or"))
        sides.append(f"{_(name)} {one_of_them}")
    if "false" in wanted.get("abandoned", ()):
        sides.append(str(_("a caller who stayed to the end")))
    return joined(sides, _("and"))


def joined(labels: Sequence[str], word: str) -> str:
    return f" {word} ".join(labels)


def conditions(side: Filter) -> dict[str, Sequence[str]]:
    """Abandonment is a value of the outcome."""
    found = {field: side[field] for field in SIDES if field in side}
    if "true" in side.get("abandoned", ()):
        found["outcome"] = [value for value in found.get("outcome", ("abandoned",)) if value == "abandoned"]
    return found
