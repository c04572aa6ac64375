"""What is rendered as static elements, and what stays with Dash because a callback may use it."""

import json
from typing import Any

import pytest
from dash import dcc, html

from dashboard_app.encoding import answer_json
from dashboard_app.static_parts import static_part

DRAWN: dict[str, tuple[Any, list[Any]]] = {
    "words": (html.B("x"), ["b", {}, "x"]),
    "nothing in it": (html.Br(), ["br", {}]),
    "attributes": (
        html.Td(
            "1", className="amount", colSpan=2, style={"width": "3%"}, **{"data-a": "b", "aria-label": "c"}
        ),
        [
            "td",
            {"className": "amount", "colSpan": 2, "style": {"width": "3%"}, "data-a": "b", "aria-label": "c"},
            "1",
        ],
    ),
    "a key": (html.Ul([html.Li("x", key="1")]), ["ul", {}, ["li", {"key": "1"}, "x"]]),
    "a link": (
        dcc.Link([html.I(), "y"], href="/calls?q=1"),
        ["Link", {"href": "/calls?q=1"}, ["i", {}], "y"],
    ),
    "what is nested": (
        html.Div([html.P(["a", None, [html.Em("b"), 3]]), ("c", 0)]),
        ["div", {}, ["p", {}, "a", ["em", {}, "b"], 3], "c", 0],
    ),
}
KEPT: dict[str, Any] = {
    "an id": html.Div(id="place"),
    "an id within": html.Div(["a", html.P([html.B("x", id={"type": "t", "name": "n"})])]),
    "a chart within": html.Div([html.P("a"), dcc.Graph(figure={})]),
    "a link with an id": html.Div(dcc.Link("x", href="/", id="y")),
    "clicks that are counted": html.Button("x", n_clicks=0),
    "another name": html.ObjectEl(data="x"),
}


@pytest.mark.parametrize(("part", "tree"), [pytest.param(*case, id=name) for name, case in DRAWN.items()])
def test_parts_without_ids_are_told_as_trees(part: Any, tree: list[Any]) -> None:
    assert static_part(part) == {"type": "StaticPart", "namespace": "autobox", "props": {"tree": tree}}


@pytest.mark.parametrize("part", [pytest.param(part, id=name) for name, part in KEPT.items()])
def test_parts_that_dash_has_to_know_stay_with_it(part: Any) -> None:
    assert static_part(part) is None


def test_what_stands_beside_a_chart_is_static() -> None:
    answer = json.loads(answer_json([html.Div([html.P("a"), dcc.Graph(figure={})])]))
    assert [one["type"] for one in answer[0]["props"]["children"]] == ["StaticPart", "Graph"]
