"""Numbered vertical lines on a time chart, explained in a list below it."""

from collections.abc import Mapping, Sequence

from dashboard_app.charts.layout import Figure

LINE = "#697174"


def numbered(places: Sequence[float]) -> Mapping[float, str]:
    """The number of each mark by its place. `places` are column positions, the first being 0, in numeric order. Marks at the same place share a line."""
    labels: dict[float, list[str]] = {}
    for number, place in enumerate(places, start=1):
        labels.setdefault(place, []).append(str(number))
    return {place: ", ".join(numbers) for place, numbers in labels.items()}


def marked(figure: Figure, places: Sequence[float]) -> Figure:
    labels = numbered(places)
    shapes = [line_at(place) for place in labels]
    notes = [label_at(place, numbers) for place, numbers in labels.items()]
    layout = figure["layout"]
    margin = {**layout.get("margin", {}), "t": 22} if labels else layout.get("margin", {})
    return {**figure, "layout": {**layout, "margin": margin, "shapes": shapes, "annotations": notes}}


def line_at(place: float) -> dict[str, object]:
    ends = {"x0": place, "x1": place, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", "xref": "x", **ends, "line": {"color": LINE, "width": 1, "dash": "dot"}}


def label_at(place: float, text: str) -> dict[str, object]:
    where = {"x": place, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return {**where, "text": text, "font": {"size": 11, "color": LINE}}
