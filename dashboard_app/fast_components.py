"""Faster construction of HTML components, of which a page has up to a thousand.

Dash lists every possible property of each one and prepares the text of an error that is rarely raised. Here that happens only if a name
is unknown or an id is given.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

Init = Callable[..., None]
KINDS: tuple[Any, ...] = (*(getattr(html, name) for name in vars(html)["__all__"]), dcc.Link)
# Looked up quicker than `isinstance` asks an abstract class.
PLAIN = {
    str,
    int,
    float,
    bool,
    dict,
    list,
    tuple,
    type(None),
}
WANTED: dict[Any, frozenset[str]] = {dcc.Link: frozenset({"href"})}


def use() -> None:
    """Patches Dash, which has no setting for this."""
    for kind in KINDS:
        kind.__init__ = quickly(kind, kind.__init__)


def quickly(kind: type[Component], slowly: Init) -> Init:
    """`slowly` is Dash's own constructor, which also reports errors."""
    wanted = WANTED.get(kind, frozenset())
    made: Any = kind(**dict.fromkeys(wanted, ""))
    of_kind = {name: value for name, value in vars(made).items() if name not in made.available_properties}
    names = frozenset(name for name in made.available_properties if not name.endswith("*")) - {
        "id",
        "children",
    }
    wild = tuple(made.available_wildcard_properties)

    def are_right(given: dict[str, Any]) -> bool:
        others = given.keys() - names
        return all(name.startswith(wild) for name in others) and not any(
            type(value) not in PLAIN and isinstance(value, Component) for value in given.values()
        )

    @wraps(slowly)
    def init(self: Component, children: Any = None, *more: Any, **given: Any) -> None:
        if more or not wanted <= given.keys() or not are_right(given):
            slowly(self, children, *more, **given)
        else:
            self.__dict__.update(of_kind, children=children, **given)

    return init
