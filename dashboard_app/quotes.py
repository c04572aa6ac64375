"""A caller's request in the caller's own words: the sentence that a proof quotes, and as much after it as a line of a list holds."""

import re
from collections.abc import Mapping
from typing import Any

MAX_CHARACTERS = 140  # characters
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def request_in_words(said: str | None, proof: Mapping[str, Any]) -> str:
    """Begin at the sentence that holds the quote; without the turn, or where it no longer holds the quote, the quote alone."""
    quote = str(proof.get("quote") or "")
    place = (said or "").find(quote)
    if not said or not quote or place < 0:
        return quote
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(said))]
    first = max(start for start in starts if start <= place)
    return shortened(said[first:].strip(), at_least=place - first + len(quote))


def shortened(text: str, at_least: int) -> str:
    """Whole sentences if any fit, else whole words; never less than `at_least` characters."""
    most = max(MAX_CHARACTERS, at_least)
    if len(text) <= most:
        return text
    ends = [match.start() for match in _SENTENCE_END.finditer(text) if at_least <= match.start() <= most]
    if ends:
        return text[: ends[-1]]
    cut = text.rfind(" ", at_least, most)
    return f"{text[: cut if cut > 0 else most].rstrip(' ,;:')}…"
