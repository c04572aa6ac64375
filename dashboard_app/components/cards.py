"""A section of a page with its heading."""

from typing import Any

from dash import html


def card(
    title: str, body: Any, *, note: Any = None, is_flush: bool = False, anchor: str = ""
) -> html.Section:
    """A flush body has no padding: rows bring their own. `anchor` is its place in the address."""
    head = html.Div(
        [html.H2(title), html.Span(note, className="faint") if note is not None else None],
        className="card-head",
    )
    content = html.Div(body, className="pt-2" if is_flush else "card-body-box")
    place: dict[str, Any] = {"id": anchor} if anchor else {}
    return html.Section([head, content], className="card-box", **place)
