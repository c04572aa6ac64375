"""A section of a page with its heading."""

from typing import Any

from dash import html


def card(title: str, body: Any, *, note: Any = None, is_flush: bool = False) -> html.Section:
    """A flush body has no padding: rows bring their own."""
    head = html.Div(
        [html.H2(title), html.Span(note, className="faint") if note is not None else None],
        className="card-head",
    )
    return html.Section(
        [head, html.Div(body, className="pt-2" if is_flush else "card-body-box")], className="card-box"
    )
