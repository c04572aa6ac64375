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

    def is_right(name: str, value: Any) -> bool:
        return (name in names or name.startswith(wild)) and not isinstance(value, Component)

    @wraps(slowly)
    def init(self: Component, children: Any = None, *more: Any, **given: Any) -> None:
        if more or not wanted <= given.keys() or not all(is_right(*one) for one in given.items()):
            slowly(self, children, *more, **given)
        else:
            self.__dict__.update(of_kind, children=children, **given)

    return init
