"""The panel's month section: figures so far, and the forecast for its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.series_table import series_table
from dashboard_app.components.tiles import Tile, tile
from dashboard_app.pages.panel_sections import number_of
from dashboard_app.panel.addresses import calls_address
from dashboard_app.panel.forecast import Forecast, month_forecast
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure_by
from db.queries.selection import Selection

HISTORY_DAYS = 56


@dataclass(frozen=True, slots=True)
class Ahead:
    """A figure of the month so far, with its forecast. `href` leads to what has been counted so far."""

    name: str
    so_far: float
    forecast: Forecast | None
    say: Callable[[float], str]
    href: str

    def tile(self) -> Tile:
        found = self.forecast
        if found is None:
            note = _("Three weeks of calls are needed to look ahead.")
            return Tile(self.name, self.say(self.so_far), note, href=self.href)
        words = _(
            "%(sofar)s so far; likely %(low)s to %(high)s",
            sofar=self.say(found.so_far),
            low=self.say(found.low),
            high=self.say(found.high),
        )
        return Tile(self.name, self.say(found.expected), words, href=self.href)

    def row(self) -> list[str]:
        found = self.forecast
        likely = (found.expected, found.low, found.high) if found else ()
        return [self.say(self.so_far), *([self.say(one) for one in likely] or 3 * [formats.NOTHING])]


def month(scope: Scope) -> html.Div:
    """Covers all calls: the month is independent of the filters."""
    viewer = scope.viewer
    since = viewer.start_of(viewer.today - timedelta(days=HISTORY_DAYS + 31))
    selection = Selection(organization_id=viewer.organization_id, since=since)
    metrics = [BY_NAME["calls"], BY_NAME["bookings"], BY_NAME["cost_per_call"]]
    with reading() as session:
        by_day = {
            key[0]: found
            for key, found in measure_by(session, metrics, selection, by=("day",), now=viewer.now).items()
        }
    span = {"from": viewer.today.replace(day=1).isoformat(), "to": viewer.today.isoformat()}
    listed = partial(calls_address, span, part="numerator")
    amounts: tuple[tuple[str, Callable[[Mapping[str, Figure]], float], Callable[[float], str], str], ...] = (
        (_("Calls"), lambda found: number_of(found["calls"]), whole, listed(metric="calls")),
        (_("Appointments"), lambda found: number_of(found["bookings"]), whole, listed(metric="bookings")),
        (_("Costs"), spent, spending, f"/costs?{urlencode(span)}"),
    )
    looks = [
        ahead(name, {day: amount(found) for day, found in by_day.items()}, viewer.today, say, href)
        for name, amount, say, href in amounts
    ]
    columns = [_("So far"), _("By its end"), _("At least, probably"), _("At most, probably")]
    table = series_table("month", columns, [(look.name, look.row()) for look in looks])
    tiles_of_month = html.Div([tile(look.tile()) for look in looks], className="month-tiles")
    return html.Div([tiles_of_month, table])


def whole(value: float) -> str:
    return formats.number(round(value))


def spending(value: float) -> str:
    return formats.money(formats.amount(round(value, 2)))


def spent(found: Mapping[str, Figure]) -> float:
    cost = found["cost_per_call"]
    return number_of(cost) * cost.n


def ahead(
    name: str, by_day: Mapping[date, float], today: date, say: Callable[[float], str], href: str
) -> Ahead:
    begun = today.replace(day=1)
    so_far = sum(value for day, value in by_day.items() if day >= begun)
    return Ahead(name, so_far, month_forecast(by_day, today, HISTORY_DAYS), say, href)
