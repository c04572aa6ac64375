"""JSON encoding of callback responses.

Plotly's encoder walks every value in Python before orjson writes it: 30 to 60 ms for a page of eight hundred components.
Here orjson walks, and asks only for types it does not know.
"""

from decimal import Decimal
from typing import Any

import orjson
from dash import _callback as callbacks
from dash._utils import to_json as slow_json
from dash.development.base_component import Component

from dashboard_app.still import still

OF_DASH = ("_", "available_")  # what a component knows of its kind, and does not say
OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


def answer_json(answer: Any) -> str:
    """Like Dash's own, without the escapes for JSON inside HTML: a response is never embedded in a document."""
    try:
        return orjson.dumps(answer, default=plain, option=OPTIONS).decode()
    except TypeError:  # of pandas or another kind that Plotly knows; or of none, which it says better
        return str(slow_json(answer))  # type: ignore[no-untyped-call]


def plain(value: Any) -> Any:
    if isinstance(value, Component):
        return still(value) or plain_component(value)
    if hasattr(value, "to_plotly_json"):
        return value.to_plotly_json()
    if isinstance(value, tuple):
        return list(value)  # a named one
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def plain_component(value: Component) -> dict[str, Any]:
    """Like Dash's own, but only over the properties that the component has, not over all possible ones."""
    props = {name: one for name, one in value.__dict__.items() if not name.startswith(OF_DASH)}
    return {"props": props, "type": value._type, "namespace": value._namespace}  # noqa: SLF001 (it has no other name for them)


def use() -> None:
    """Dash has no setting for this: it calls the function by this name."""
    callbacks.to_json = answer_json  # type: ignore[attr-defined]
