"""The words that a search found in a call, with what stands around them."""

from dash import html

from db.queries.snippets import Snippet


def found_words(snippet: Snippet | None) -> html.Span | None:
    """None for calls that were found by a number, a plate or a name alone."""
    if snippet is None:
        return None
    pieces = [html.Mark(piece) if is_match else piece for piece, is_match in snippet.pieces]
    return html.Span(pieces, className="row-found")
