"""Where the searched words occur in a call: one line of it, with the matches marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from db.models import Turn
from db.plain_text import DROPPED, LANGUAGES, MIN_PART_CHARACTERS, plain, plain_of

WORD = re.compile(rf"[\w{DROPPED}]+")
AROUND = 60  # characters to show before and after
STEMS = text(
    " UNION ".join(
        f"SELECT unnest(tsvector_to_array(to_tsvector('{name}', {plain(':words')})))"
        for name in LANGUAGES.values()
    )
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of the turn at `position`: `pieces` are (text, whether it matches)."""

    position: int
    role: str
    pieces: tuple[tuple[str, bool], ...]


def snippets(session: Session, conversation_ids: Sequence[UUID], words: str) -> dict[UUID, Snippet]:
    """For each call the turn with most of the words; calls found by a number or a name alone have none."""
    stems = tuple(session.scalars(STEMS.bindparams(bindparam("words", words))))
    stems += tuple(word for word in WORD.findall(plain_of(words)) if len(word) >= MIN_PART_CHARACTERS)
    if not stems:
        return {}
    turns = select(Turn.conversation_id, Turn.position, Turn.role, Turn.text).where(
        Turn.conversation_id.in_(conversation_ids)
    )
    best: dict[UUID, tuple[int, Snippet]] = {}
    for row in session.execute(turns.order_by(Turn.conversation_id, Turn.position)):
        marked = spans(row.text, stems)
        if marked and len(marked) > best.get(row.conversation_id, (0,))[0]:
            found = Snippet(row.position, row.role, tuple(pieces(row.text, marked)))
            best[row.conversation_id] = (len(marked), found)
    return {conversation_id: snippet for conversation_id, (_, snippet) in best.items()}


def spans(said: str, stems: tuple[str, ...]) -> list[tuple[int, int]]:
    """The (start, end) of words that begin with one of the stems."""
    whole = plain_of(said)
    if not any(stem in whole for stem in stems):  # most turns; their words need not be looked at one by one
        return []
    return [match.span() for match in WORD.finditer(said) if plain_of(match.group()).startswith(stems)]


def pieces(said: str, marked: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The surroundings of the first found word, cut between words."""
    first = cut(said, marked[0][0] - AROUND, backwards=True)
    last = cut(said, marked[0][1] + AROUND, backwards=False)
    place = first
    if first > 0:
        yield "… ", False
    for start, end in (span for span in marked if span[1] <= last):
        if start > place:
            yield said[place:start], False
        yield said[start:end], True
        place = end
    if place < last:
        yield said[place:last], False
    if last < len(said):
        yield " …", False


def cut(said: str, place: int, *, backwards: bool) -> int:
    if place <= 0:
        return 0
    if place >= len(said):
        return len(said)
    found = said.rfind(" ", 0, place) + 1 if backwards else said.find(" ", place)
    return found if found >= 0 else len(said)
