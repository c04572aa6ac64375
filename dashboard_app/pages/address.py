"""What a page says about parts of its address that it does not understand."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard_app.asking import current_viewer
from dashboard_app.components.unclear_address import unclear_address
from dashboard_app.understood import understood


def about_address(path: str, query: Mapping[str, Any]) -> html.Div | None:
    found = understood(query, current_viewer())
    return unclear_address(path, found.unclear, found.filters)
