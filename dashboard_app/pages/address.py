"""What a page says about parts of its address that it does not understand."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard_app.components.unclear_address import unclear_address
from dashboard_app.page_filters import page_filters
from dashboard_app.pages.period import OF_LISTS
from dashboard_app.viewer import current_viewer


def about_address(path: str, query: Mapping[str, Any]) -> html.Div | None:
    found = page_filters(query, current_viewer())
    return unclear_address(path, found.unclear, found.filters)


def about_figures(path: str, query: Mapping[str, Any]) -> html.Div | None:
    """Of a page of figures, which has no use for what only chooses calls of a list."""
    found = page_filters(query, current_viewer())
    unused = {name: found.filters[name] for name in sorted(OF_LISTS) if name in found.filters}
    kept = {name: value for name, value in found.filters.items() if name not in OF_LISTS}
    return unclear_address(path, {**found.unclear, **unused}, kept)
