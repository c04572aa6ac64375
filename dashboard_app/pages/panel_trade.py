"""The panel's section of the trade: the key figures that the template of the organization's sector names."""

from collections.abc import Mapping, Sequence

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.asking import reading
from dashboard_app.components.metric_tile import explanation, figure_tile
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.components.tiles import FEW
from dashboard_app.i18n import N_, language_of_page
from dashboard_app.metric_texts import EXCLUSIONS, FRESHNESS, MetricText
from dashboard_app.pages.panel_sections import Asked
from dashboard_app.sector_names import sector_of_reader
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.intervals import wilson
from db.queries.trade_shares import Filter, Share, shares
from workers.sectors.schema import KpiSpec

Names = Mapping[str, str]
SIDES: Mapping[str, tuple[str, Names]] = {
    "intent": (N_("wish"), texts.INTENTS),
    "outcome": (N_("outcome"), texts.OUTCOMES),
    "urgency": (N_("urgency"), texts.URGENCIES),
}


def title_of_trade() -> str:
    sector = sector_of_reader()
    return sector.titles[language_of_page()] if sector else _("Key figures")


def trade(one: Asked) -> html.Div:
    kpis = figures_of_its_own()
    if not kpis:
        return nothing_here(
            _("No figures of its own"),
            _("The template of this line of business names none beside those above."),
            small=True,
        )
    with reading() as session:
        found = shares(session, one.selection, [(kpi.name, kpi.numerator, kpi.denominator) for kpi in kpis])
    tiles = [shown(kpi, share, one) for kpi, share in zip(kpis, found, strict=True)]
    rows = [(name_of(share), [value_of(share), standing(share)]) for share in found]
    table = series_table("trade", [_("Value"), _("Calls")], rows)
    return html.Div([html.Div(tiles, className="tiles metric-tiles trade-tiles"), table])


def figures_of_its_own() -> list[KpiSpec]:
    """Those that bear the name of a metric stand above already, counted as everywhere: two values of one name would only confuse."""
    sector = sector_of_reader()
    return [kpi for kpi in sector.kpis if kpi.name not in BY_NAME] if sector else []


def shown(kpi: KpiSpec, share: Share, one: Asked) -> html.Div:
    text = MetricText(name_of(share), definition(kpi), str(_(EXCLUSIONS)), str(_(FRESHNESS)))
    return figure_tile(
        text.title,
        value_of(share),
        explanation(text),
        [standing(share)],
        href=address(one, kpi) if share.count else None,
        is_few=share.of < FEW,
    )


def name_of(share: Share) -> str:
    return texts.say(texts.KPIS, share.name)


def value_of(share: Share) -> str:
    return formats.percent(share.count / share.of if share.of else None)


def definition(kpi: KpiSpec) -> str:
    """What the template asks of a call, in the words of the trade."""
    part, whole = in_words(kpi.numerator), in_words(kpi.denominator)
    if not whole:
        return str(_("Calls with %(part)s, of all calls that the rules have read.", part=part))
    return str(_("Calls with %(part)s, of the read calls with %(whole)s.", part=part, whole=whole))


def in_words(wanted: Filter) -> str:
    sides = []
    for field, values in conditions(wanted).items():
        name, names = SIDES[field]
        said = [f"«{texts.say(names, value)}»" for value in values]
        one_of_them = joined(said, _("or"))
        sides.append(f"{_(name)} {one_of_them}")
    if "false" in wanted.get("abandoned", ()):
        sides.append(str(_("a caller who stayed to the end")))
    return joined(sides, _("and"))


def joined(said: Sequence[str], word: str) -> str:
    return f" {word} ".join(said)


def address(one: Asked, kpi: KpiSpec) -> str | None:
    """Of the calls that it counts; None where no list of calls can be told so."""
    wanted: dict[str, Sequence[str]] = {
        name: one.filters[name].split(",") for name in SIDES if one.filters.get(name)
    }
    for side in (kpi.denominator, kpi.numerator):
        for field, values in conditions(side).items():
            wanted[field] = [value for value in wanted.get(field, values) if value in values]
    if not conditions(kpi.numerator) or "false" in kpi.numerator.get("abandoned", ()):
        return None
    return one.address(**{field: ",".join(values) for field, values in wanted.items()}, is_staff="false")


def conditions(side: Filter) -> dict[str, Sequence[str]]:
    """An abandoned call is one that ended so."""
    found = {field: side[field] for field in SIDES if field in side}
    if "true" in side.get("abandoned", ()):
        found["outcome"] = [value for value in found.get("outcome", ("abandoned",)) if value == "abandoned"]
    return found


def standing(share: Share) -> str:
    """How many calls it stands on, and how sure it is."""
    said = str(_("%(part)s of %(whole)s", part=formats.number(share.count), whole=formats.number(share.of)))
    interval = wilson(share.count, share.of)
    if interval is None:
        return said
    low, high = (formats.percent(bound) for bound in interval)
    return f"{said} · {low.partition(formats.GAP)[0]}–{high}"
