"""The words that a search found in a call, with what stands around them."""

from collections.abc import Sequence
from typing import Any

from dash import html

from db.queries.snippets import Snippet


def found_words(snippet: Snippet | None) -> html.Span | None:
    """None for calls that were found by a number, a plate or a name alone."""
    if snippet is None:
        return None
    return html.Span(marked(snippet.pieces), className="row-found")


def marked(pieces: Sequence[tuple[str, bool]]) -> list[Any]:
    """`pieces` are texts in order, and whether each was searched for."""
    return [html.Mark(piece) if is_match else piece for piece, is_match in pieces]
