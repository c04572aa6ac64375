"""The panel's section of the trade: the key figures that the template of the organization's sector names."""

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.asking import reading
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.components.tiles import FEW, Tile, tile
from dashboard_app.i18n import language_of_page
from dashboard_app.pages.panel_sections import Asked
from dashboard_app.sector_names import sector_of_reader
from db.queries.metrics.intervals import wilson
from db.queries.trade_shares import Share, shares


def title_of_trade() -> str:
    sector = sector_of_reader()
    return sector.titles[language_of_page()] if sector else _("Key figures")


def trade(one: Asked) -> html.Div:
    sector = sector_of_reader()
    if sector is None or not sector.kpis:
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    wanted = [(kpi.name, kpi.numerator, kpi.denominator) for kpi in sector.kpis]
    with reading() as session:
        found = shares(session, one.selection, wanted)
    figures = [shown(share) for share in found]
    table = series_table(
        "trade", [_("Value"), _("Calls")], [(one.name, [one.value, one.note]) for one in figures]
    )
    return html.Div([html.Div([tile(one) for one in figures], className="tiles metric-tiles"), table])


def shown(share: Share) -> Tile:
    value = formats.percent(share.count / share.of if share.of else None)
    return Tile(texts.say(texts.KPIS, share.name), value, standing(share), is_few=share.of < FEW)


def standing(share: Share) -> str:
    """How many calls it stands on, and how sure it is."""
    said = str(_("%(part)s of %(whole)s", part=formats.number(share.count), whole=formats.number(share.of)))
    interval = wilson(share.count, share.of)
    if interval is None:
        return said
    low, high = (formats.percent(bound) for bound in interval)
    return f"{said} · {low} – {high}"
