"""Calls that are longer than a model can read at once: parts of consecutive turns that overlap. Pure."""

from collections.abc import Sequence
from math import ceil

from workers.costs import CHARACTERS_PER_TOKEN
from workers.prompts import Prompt

CHARACTERS_PER_TURN = 40  # the JSON around each turn's text
SCHEMA_CHARACTERS = 7000
LEAST_ROOM = 3000
"""Characters; with a prompt that leaves less the provider says that the question is too long."""
OVERLAP = 0.1
"""Share of a part that the next one repeats, so that an answer is read with what it answers."""
SURELY_NEW = 1 - 2 * OVERLAP
"""Share of a part that the part before did not have, with turns of a tenth of a part at most."""


def size_of(turns: int, characters: int) -> int:
    return characters + turns * CHARACTERS_PER_TURN


def room_for(prompt: Prompt, context_tokens: int) -> int:
    """Characters of a call that fit into one question, beside instructions, schema and answer."""
    readable = (context_tokens - prompt.max_output_tokens) * CHARACTERS_PER_TOKEN
    return max(readable - len(prompt.instructions) - SCHEMA_CHARACTERS, LEAST_ROOM)


def most_parts(size: int, room: int) -> int:
    """As many as the call has at most, known before its turns are."""
    return 1 if size <= room else ceil(size / (room * SURELY_NEW))


def parts_of(sizes: Sequence[int], room: int) -> list[range]:
    """Places of each part's turns. One larger than the room is a part of its own: see `pieces_of`."""
    parts, first = list[range](), 0
    while True:
        end, used = first, 0
        while end < len(sizes) and (end == first or used + sizes[end] <= room):
            used, end = used + sizes[end], end + 1
        parts.append(range(first, end))
        if end >= len(sizes):
            return parts
        first = overlapping(sizes, first, end, room)


def pieces_of(text: str, room: int) -> list[str]:
    """A turn that fits into no part, cut between words into as few as fit. They have its number, so that citations lead to the whole of it."""
    pieces, most = list[str](), room - size_of(1, 0)
    while len(text) > most:
        end = text.rfind(" ", 1, most + 1)
        end = end if end > 0 else most
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def overlapping(sizes: Sequence[int], first: int, end: int, room: int) -> int:
    """Where the part after turns `first` to `end` begins: a few turns before its end, with room for one more."""
    start, repeated = end, 0
    while start - 1 > first:
        wider = repeated + sizes[start - 1]
        if wider > room * OVERLAP or wider + sizes[end] > room:
            break
        start, repeated = start - 1, wider
    return start
