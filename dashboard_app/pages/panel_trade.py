"""The panel's trade section: the key figures defined by the sector's template."""

from collections.abc import Mapping, Sequence

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.metric_tile import explanation, figure_tile
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.components.tiles import FEW
from dashboard_app.i18n import N_, language_of_page
from dashboard_app.metric_texts import EXCLUSIONS, FRESHNESS, MetricText
from dashboard_app.reader_sector import sector_of_reader
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.intervals import wilson
from db.queries.trade_shares import Filter, Share, shares
from workers.sectors.schema import KpiSpec

Names = Mapping[str, str]
SIDES: Mapping[str, tuple[str, Names]] = {
    "intent": (N_("intent"), texts.INTENTS),
    "outcome": (N_("outcome"), texts.OUTCOMES),
    "urgency": (N_("urgency"), texts.URGENCIES),
}


def title_of_trade() -> str:
    sector = sector_of_reader()
    return sector.titles[language_of_page()] if sector else _("Key figures")


def trade(scope: Scope) -> html.Div:
    kpis = figures_of_its_own()
    if not kpis:
        return nothing_here(
            _("No figures of its own"),
            _("The template of this line of business names none beside those above."),
            small=True,
        )
    with reading() as session:
        found = shares(session, scope.selection, [(kpi.name, kpi.numerator, kpi.denominator) for kpi in kpis])
    tiles = [shown(kpi, share, scope) for kpi, share in zip(kpis, found, strict=True)]
    rows = [(name_of(share), [value_of(share), standing(share)]) for share in found]
    table = series_table("trade", [_("Value"), _("Calls")], rows)
    return html.Div([html.Div(tiles, className="tiles metric-tiles trade-tiles"), table])


def figures_of_its_own() -> list[KpiSpec]:
    """Excludes figures that share a metric's name, which is shown above: two values under one name would only confuse."""
    sector = sector_of_reader()
    return [kpi for kpi in sector.kpis if kpi.name not in BY_NAME] if sector else []


def shown(kpi: KpiSpec, share: Share, scope: Scope) -> html.Div:
    text = MetricText(name_of(share), definition(kpi), str(_(EXCLUSIONS)), str(_(FRESHNESS)))
    return figure_tile(
        text.title,
        value_of(share),
        explanation(text),
        [standing(share)],
        href=address(scope, kpi) if share.count else None,
        is_few=share.of < FEW,
    )


def name_of(share: Share) -> str:
    return texts.say(texts.KPIS, share.name)


def value_of(share: Share) -> str:
    return formats.percent(share.count / share.of if share.of else None)


def definition(kpi: KpiSpec) -> str:
    """The template's definition, in the words of the trade."""
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


def address(scope: Scope, kpi: KpiSpec) -> str | None:
    """The list of the calls counted; None if no filters can express it."""
    wanted: dict[str, Sequence[str]] = {
        name: scope.filters[name].split(",") for name in SIDES if scope.filters.get(name)
    }
    for side in (kpi.denominator, kpi.numerator):
        for field, values in conditions(side).items():
            wanted[field] = [value for value in wanted.get(field, values) if value in values]
    if not conditions(kpi.numerator) or "false" in kpi.numerator.get("abandoned", ()):
        return None
    return scope.address(**{field: ",".join(values) for field, values in wanted.items()}, is_staff="false")


def conditions(side: Filter) -> dict[str, Sequence[str]]:
    """Abandonment is a value of the outcome."""
    found = {field: side[field] for field in SIDES if field in side}
    if "true" in side.get("abandoned", ()):
        found["outcome"] = [value for value in found.get("outcome", ("abandoned",)) if value == "abandoned"]
    return found


def standing(share: Share) -> str:
    """Sample size and interval."""
    sample = str(_("%(part)s of %(whole)s", part=formats.number(share.count), whole=formats.number(share.of)))
    interval = wilson(share.count, share.of)
    if interval is None:
        return sample
    low, high = (formats.percent(bound) for bound in interval)
    return f"{sample} · {formats.interval(low, high)}"
