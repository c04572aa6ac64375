"""Parts of a page that no callback uses, rendered as plain elements instead of Dash components (decision 22).

A page has two thousand components, and Dash keeps an observer for each that is notified of every change. Such a part consists of HTML,
links and drawings without ids, described here as `[tag, attributes, child…]` (`Link` for a link) and rendered by `assets/00_still.js`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.drawing import Drawing

NAMESPACE, TYPE = "autobox", "Still"
OF_KIND = ("_", "available_")  # prefixes of component attributes that are metadata, not properties
WATCHED = {"id", "n_clicks", "key", "loading_state"}
OTHER_NAMES = {"MapEl", "ObjectEl", "Script"}  # Dash renders them under another name, or differently


def still(component: Component) -> dict[str, Any] | None:
    """The component's description; None if Dash needs it or any part of it."""
    if not is_still(component):
        return None
    return {"type": TYPE, "namespace": NAMESPACE, "props": {"tree": drawn(component)}}


def is_still(part: Any) -> bool:
    if isinstance(part, Component):
        told = part.__dict__
        return is_plain(type(part)) and not WATCHED & told.keys() and is_still(told.get("children"))
    if isinstance(part, list | tuple):
        return all(is_still(one) for one in part)
    return part is None or isinstance(part, str | int | float | Drawing)


@lru_cache(maxsize=256)
def is_plain(kind: type[Component]) -> bool:
    return kind is dcc.Link or (
        kind.__module__.startswith(html.__name__) and kind.__name__ not in OTHER_NAMES
    )


def drawn(component: Component) -> list[Any]:
    told = {
        name: value
        for name, value in component.__dict__.items()
        if name != "children" and not name.startswith(OF_KIND)
    }
    return [tag_of(type(component)), told, *children(component.__dict__.get("children"))]


@lru_cache(maxsize=256)
def tag_of(kind: type[Component]) -> str:
    return kind.__name__ if kind is dcc.Link else kind.__name__.lower()


def children(part: Any) -> Iterator[Any]:
    if isinstance(part, Component):
        yield drawn(part)
    elif isinstance(part, Drawing):
        yield part.tree()
    elif isinstance(part, list | tuple):
        for one in part:
            yield from children(one)
    elif part is not None and not isinstance(part, bool):
        yield part
