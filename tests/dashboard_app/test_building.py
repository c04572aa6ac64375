"""That components made quickly are those that Dash makes, and that what is wrong is refused as Dash refuses it."""

from collections.abc import Callable
from typing import Any

import pytest
from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.fast_components import KINDS, quickly

GIVEN: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "nothing": ((), {"href": "/"}),
    "a child": (("x",), {"href": "/", "className": "c"}),
    "children and an id": ((["x", 3, None],), {"href": "/", "id": {"type": "a"}}),
    "children by name": ((), {"children": ["x"], "href": "/", "title": "t"}),
    "names with a line": (("x",), {"href": "/", "data-kind": "k", "aria-label": "l"}),
    "no address": (("x",), {}),
    "an unknown name": (("x",), {"href": "/", "colour": "red"}),
    "a component where none may be": (("x",), {"href": "/", "title": html.B("x")}),
    "a number as id": (("x",), {"href": "/", "id": 3}),
}
SLOWLY = {kind: getattr(kind.__init__, "__wrapped__", kind.__init__) for kind in (html.A, dcc.Link)}


def tried(
    kind: type[Component], init: Callable[..., None], given: tuple[Any, ...], named: dict[str, Any]
) -> Any:
    made = kind.__new__(kind)
    try:
        init(made, *given, **named)
    except TypeError as error:
        return str(error)
    return made.to_plotly_json()


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.__name__) for kind in SLOWLY])
@pytest.mark.parametrize(("given", "named"), [pytest.param(*one, id=name) for name, one in GIVEN.items()])
def test_made_as_dash_makes_them(kind: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    slowly = SLOWLY[kind]
    assert tried(kind, quickly(kind, slowly), given, named) == tried(kind, slowly, given, named)


def test_every_kind_is_still_the_one_that_it_was() -> None:
    for kind in KINDS:
        slowly = getattr(kind.__init__, "__wrapped__", kind.__init__)
        given: tuple[Any, ...] = (("x",), {"href": "/"} if kind is dcc.Link else {"className": "c"})
        assert tried(kind, quickly(kind, slowly), *given) == tried(kind, slowly, *given)
