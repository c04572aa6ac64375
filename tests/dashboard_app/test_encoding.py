"""That answers are the JSON that Dash itself would have written."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import dash_bootstrap_components as dbc
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import Patch, dcc, html
from dash._utils import to_json as slow_json

from dashboard_app.encoding import answer_json


class Named(NamedTuple):
    name: str
    share: Decimal


def patched() -> Patch:
    patch = Patch()
    patch["data"][0]["y"].append(4)
    return patch


ANSWERS: dict[str, Any] = {
    "components": html.Div(
        [html.B("<a> & </b>", id="b", **{"data-kind": "x", "aria-label": "y"}), dbc.Badge("ä"), None, 3]
    ),
    "a figure": dcc.Graph(figure=go.Figure(go.Bar(x=["a", "b"], y=np.array([1.5, np.nan])))),
    "a plain figure": {"data": [{"y": [1, float("inf")]}], "layout": {}},
    "dates": [date(2026, 3, 1), datetime(2026, 3, 1, 12, 30, tzinfo=UTC)],
    "numbers": [Decimal("1.25"), np.float64(2.5), np.int64(7), float("nan")],
    "pandas": {"series": pd.Series([1, 2]), "moments": pd.Series(pd.to_datetime(["2026-01-01"]))},
    "a named tuple": Named("x", Decimal(2)),
    "an id": UUID(int=5),
    "a patch": patched(),
    "keys that are no text": {1: "x"},
}


@pytest.mark.parametrize("answer", [pytest.param(answer, id=name) for name, answer in ANSWERS.items()])
def test_answers_are_those_of_dash(answer: Any) -> None:
    response = {"response": {"part": {"children": answer}}}
    assert json.loads(answer_json(response)) == json.loads(slow_json(response))


def test_what_nobody_can_write_is_refused() -> None:
    with pytest.raises(TypeError):
        answer_json({"response": object()})
