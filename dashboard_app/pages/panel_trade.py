"""The panel's trade section: the key figures defined by the sector's template."""

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.metric_tile import metric_tile, said, standing
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.i18n import language_of_page
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_trade
from dashboard_app.reader_sector import sector_of_reader
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.metrics.earlier import period_before
from db.queries.metrics.measure import measure


def title_of_trade() -> str:
    sector = sector_of_reader()
    return sector.titles[language_of_page()] if sector else _("Key figures")


def trade(scope: Scope) -> html.Div:
    metrics = list(metrics_of_trade().values())
    if not metrics:
        return nothing_here(
            _("No figures of its own"),
            _("The template of this line of business names none beside those above."),
            small=True,
        )
    at = scope.viewer.now
    with reading() as session:
        before = period_before(session, scope.selection, scope.viewer.timezone, now=at)
        found = measure(session, metrics, scope.selection, now=at)
        then = measure(session, metrics, before, now=at) if before else {}
    tiles = [metric_tile(one, found[one.name], then.get(one.name), href=scope.behind(one)) for one in metrics]
    rows = [
        (text_of(one).title, [said(one, found[one.name].value), standing(one, found[one.name])])
        for one in metrics
    ]
    table = series_table("trade", [_("Value"), _("Calls")], rows)
    return html.Div([html.Div(tiles, className="tiles metric-tiles trade-tiles"), table])
