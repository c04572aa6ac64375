"""The first callback requests of a page, sent to the browser with it: `assets/early/prefetch.js` makes them while scripts still load,
unless the answer comes with the page, too.

They must match word for word what Dash's renderer sends, or the answer is not used.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import dcc

ID = "prefetch"
Given = tuple[str, Any]  # of an input, or of a state: `id.property` and its value


def prefetch(requests: Iterable[Mapping[str, Any]]) -> dcc.Store:
    """The first request is sent before the others, which would otherwise slow it down."""
    return dcc.Store(id=ID, data=list(requests))


def answered(request: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    """A request whose response is included in the page: the server is not asked."""
    return {"request": request, "answer": {"multi": True, "response": response}}


def callback_request(
    output: str, inputs: Sequence[Given], state: Sequence[Given] = (), changed: Sequence[str] = ()
) -> dict[str, Any]:
    """The request a callback makes when its page loads, or when the inputs `changed` have fired.

    None values are omitted, as Dash omits unset ones.
    """
    outputs = [named(one) for one in output.strip(".").split("...")]
    request = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": given(inputs),
        "changedPropIds": list(changed),
        "parsedChangedPropsIds": list(changed),
    }
    return request | ({"state": given(state)} if state else {})


def given(values: Sequence[Given]) -> list[dict[str, Any]]:
    return [named(name) | ({} if value is None else {"value": value}) for name, value in values]


def named(name: str) -> dict[str, Any]:
    part, _, prop = name.rpartition(".")
    return {"id": part, "property": prop}
