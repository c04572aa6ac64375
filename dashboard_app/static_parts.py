"""Parts of a page that no callback uses, rendered as plain elements instead of Dash components (decision 22).

A page has two thousand components, and Dash keeps an observer for each that is notified of every change. Such a part consists of HTML,
links and drawings without ids, described here as `[tag, attributes, child…]` (`Link` for a link) and rendered by `assets/00_static_parts.js`.
"""

from functools import lru_cache
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.svg import Drawing

NAMESPACE, TYPE = "autobox", "StaticPart"
USED_BY_DASH = {"id", "n_clicks", "loading_state"}
# What each component has besides its properties.
METADATA = {
    "children",
    *(
        name
        for one in (html.Div(), dcc.Link(href=""))
        for name in vars(one)
        if name.startswith(("_", "available_"))
    ),
}
OTHER_NAMES = {"MapEl", "ObjectEl", "Script"}  # Dash renders them under another name, or differently


def static_part(component: Component) -> dict[str, Any] | None:
    """The component's description; None if Dash needs it or any part of it."""
    tree = element_tree(component)
    return None if tree is None else {"type": TYPE, "namespace": NAMESPACE, "props": {"tree": tree}}


def element_tree(component: Component) -> list[Any] | None:
    given = component.__dict__
    tag = tag_of(type(component))
    if tag is None or not USED_BY_DASH.isdisjoint(given):
        return None
    tree = [tag, {name: value for name, value in given.items() if name not in METADATA}]
    return tree if is_added(tree, given.get("children")) else None


@lru_cache(maxsize=256)
def tag_of(kind: type[Component]) -> str | None:
    """None for components that are more than an element."""
    if kind is dcc.Link:
        return kind.__name__
    is_element = kind.__module__.startswith(html.__name__) and kind.__name__ not in OTHER_NAMES
    return kind.__name__.lower() if is_element else None


def is_added(tree: list[Any], part: Any) -> bool:
    """Adds a child, or several. False if one of them is not static."""
    if isinstance(part, str):
        tree.append(part)
    elif isinstance(part, list | tuple):
        return all([is_added(tree, one) for one in part])  # noqa: C419 (most parts are static, and a list is built faster)
    elif isinstance(part, Component):
        found = element_tree(part)
        tree.append(found)
        return found is not None
    elif isinstance(part, Drawing):
        tree.append(part.tree())
    elif isinstance(part, int | float) and not isinstance(part, bool):
        tree.append(part)
    else:
        return part is None or isinstance(part, bool)
    return True
