"""The calls that a page of figures is about: who is looking, at which filters, and the links to the calls behind a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard_app.call_filters import selected_calls
from dashboard_app.panel.addresses import calls_address
from dashboard_app.viewer import Viewer
from db.queries.metrics.definitions import Metric
from db.queries.metrics.periods import days_of, good_unit
from db.queries.selection import Selection


@dataclass(frozen=True, slots=True)
class Scope:
    """The selected calls, and the URL parameters that express the same selection."""

    viewer: Viewer
    filters: Mapping[str, str]
    selection: Selection

    @property
    def days(self) -> tuple[date, date]:
        return days_of(self.selection, self.viewer.timezone) or (self.viewer.today, self.viewer.today)

    @property
    def unit(self) -> str:
        first, last = self.days
        return good_unit((last - first).days + 1)

    def address(self, **more: object) -> str:
        return calls_address(self.filters, **more)

    def behind(self, metric: Metric, **more: object) -> str:
        """The calls a metric is about: the numerator of a rate, otherwise its denominator if it has one."""
        part = "denominator" if metric.kind != "rate" and "denominator" in metric.parts else "numerator"
        return self.address(**more, metric=metric.name, part=part)


def scope_of(filters: Mapping[str, str], viewer: Viewer) -> Scope:
    return Scope(viewer, filters, selected_calls(filters, viewer))
