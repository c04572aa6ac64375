"""Features (signs) of a call for the trained models: words, meanings and speech acts, by speaker and time.

Each begins with its place: ``U`` the caller's request, ``A`` the agent's first answers, ``E`` the agent's last words, ``F`` the caller's
last words, ``C`` lexicon hits, ``M`` how the call was made and ended.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from workers.analysis import numerals
from workers.analysis.meanings import meanings_of
from workers.analysis.memory import Memory
from workers.analysis.mentions import Mention
from workers.analysis.reading import Reading
from workers.analysis.sayings import asked
from workers.analysis.text import QUESTION

_LONGEST = 60
_GRAM = 4
_REACH = 5
_NUMBER, _VEHICLE = "<n>", "<v>"
_JOB = "job"
_SIGNS_A_WORD = 9
_WISH_TURNS = (1.0, 0.7, 0.5, 0.4, 0.3, 0.3)
"""Weight of a caller's turn by turns since the request began: callers state their reason first."""
_GREETING = 4
_ANSWERS, _LATE = 3, 4
_ANSWER, _CLOSING, _FOUND, _CIRCUMSTANCE = 0.5, 0.6, 1.5, 1.0
_WEIGHED = ("service", "intent", "urgency")
"""Families of concepts for which it matters whether they are affirmed."""
Pair = tuple[str, str]
PLACES = ("U", "A", "E", "F")


class TurnSigns(NamedTuple):
    """The word features of a turn: unique words, bigrams, meanings, and pairs of meanings."""

    size: int
    words: Iterable[str]
    neighbours: Iterable[Pair]
    meanings: Iterable[str]
    pairs: Iterable[Pair]


@dataclass(slots=True)
class Block:
    """Features that share a weight: those of the words ``said`` in a place, looked up by component, and ``others`` by name.

    Each counts ``weight / sqrt(size)``, so that a long turn weighs no more than a short one.
    """

    weight: float
    size: int
    place: str = ""
    said: TurnSigns | None = None
    others: Sequence[str] = ()

    @property
    def share(self) -> float:
        return self.weight / float(max(1, self.size) ** 0.5)

    def signs(self) -> Iterator[str]:
        """Spell out every feature, in the order in which rows.py looks them up."""
        if self.said is not None:
            yield from _spelt(self.place, self.said)
        yield from self.others


def _spelt(place: str, said: TurnSigns) -> Iterator[str]:
    for word in said.words:
        yield f"{place}w {word}"
        yield from (f"{place}c {part}" for part in parts_of(word))
    yield from (f"{place}b {before} {word}" for before, word in said.neighbours)
    yield from (f"{place}m {meaning}" for meaning in said.meanings)
    yield from (f"{place}p {meaning}>{following}" for meaning, following in said.pairs)


def signs_of(reading: Reading, levelled: frozenset[str]) -> Iterator[Block]:
    """Yield the blocks of a call; all words in ``levelled`` (makes, models) count as one."""
    callers = [turn for turn in reading.user_turns() if reading.words[turn].words]
    agents = reading.agent_turns()
    levels = _levels(levelled)
    read = cache(lambda turn: _said(reading, turn, levels))
    for place, turn, weight in (*_wishes(reading, callers), *_answers(callers, agents)):
        said = read(turn)
        yield Block(weight, said.size, place, said)
    found = sorted(_found(reading, callers, agents))
    yield Block(_FOUND, len(found), others=found)
    circumstances = list(_circumstances(reading, agents))
    yield Block(_CIRCUMSTANCE, len(circumstances), others=circumstances)


def parts_of(word: str) -> list[str]:
    """Return the character 4-grams, boundaries included; numbers and makes have none."""
    if word in (_NUMBER, _VEHICLE):
        return []
    framed = f"<{word[:24]}>"
    return sorted({framed[index : index + _GRAM] for index in range(max(1, len(framed) - _GRAM + 1))})


def _wishes(reading: Reading, callers: Sequence[int]) -> Iterator[tuple[str, int, float]]:
    order = 0
    for turn in callers[: len(_WISH_TURNS)]:
        yield "U", turn, _WISH_TURNS[order]
        order += 1 if order or len(reading.words[turn]) >= _GREETING else 0


def _answers(callers: Sequence[int], agents: Sequence[int]) -> Iterator[tuple[str, int, float]]:
    yield from (("A", turn, _ANSWER) for turn in agents[1 : 1 + _ANSWERS])
    yield from (("E", turn, _CLOSING) for turn in agents[-2:])
    yield from (("F", turn, _CLOSING) for turn in callers[-1:])


def _said(reading: Reading, turn: int, levels: Memory[str]) -> TurnSigns:
    plain = list(map(levels.__getitem__, reading.words[turn].words[:_LONGEST]))
    meant = _meant(reading, turn, plain)
    return TurnSigns(
        size=len(plain) * _SIGNS_A_WORD,
        words=dict.fromkeys(plain),
        neighbours=list(zip(["^", *plain], [*plain, "$"], strict=True)),
        meanings=dict.fromkeys([meaning for _, meaning in meant]),
        pairs=_pairs(meant) if len(meant) > 1 else (),
    )


@lru_cache(maxsize=32)
def _levels(levelled: frozenset[str]) -> Memory[str]:
    return Memory(lambda word: _level(word, levelled))


def _level(word: str, levelled: frozenset[str]) -> str:
    if word[0].isdigit() or word in numerals.WORDS:
        return _NUMBER
    return _VEHICLE if word in levelled else word


def _meant(reading: Reading, turn: int, plain: Sequence[str]) -> list[tuple[int, str]]:
    """Return the meanings of the words in order, each with its index; any service and any make count as one meaning each."""
    meant = [*map(_MEANINGS.__getitem__, plain)]
    for index, marks in _marks(reading, turn, plain).items():
        if index < len(meant):
            meant[index] = (*meant[index], *marks)
    return [(index, meaning) for index, meanings in enumerate(meant) if meanings for meaning in meanings]


def _marks(reading: Reading, turn: int, plain: Sequence[str]) -> dict[int, list[str]]:
    marks: dict[int, list[str]] = {}
    if "service" in reading.families[turn]:
        for first in {hit.first for hits in reading.jobs(turn).values() for hit in hits}:
            marks[first] = [_JOB]
    if _VEHICLE in plain:
        for index in (index for index, word in enumerate(plain) if word == _VEHICLE):
            marks.setdefault(index, []).append(_VEHICLE)
    if reading.words[turn].asks:
        breaks = reading.words[turn].breaks[: len(plain)]
        for index in (index for index, strength in enumerate(breaks) if strength == QUESTION):
            marks.setdefault(index, []).append("?")
    return marks


def _pairs(meant: Sequence[tuple[int, str]]) -> dict[Pair, None]:
    """Return each meaning paired with those that follow it within a few words."""
    pairs: dict[Pair, None] = {}
    for first, (index, meaning) in enumerate(meant, 1):
        for other, following in islice(meant, first, None):
            if other - index > _REACH:
                break
            if other != index:
                pairs[meaning, following] = None
    return pairs


_MEANINGS = Memory(meanings_of)


def _found(reading: Reading, callers: Sequence[int], agents: Sequence[int]) -> set[str]:
    signs: set[str] = set()
    early, last_caller = callers[1] if len(callers) > 1 else len(reading.words), callers[-1:]
    for turn, concepts in enumerate(reading.by_turn):
        if reading.is_user(turn):
            signs.update(_caller_found(reading, turn, early=turn <= early))
            signs.update(f"Cz {concept}" for concept in concepts if [turn] == last_caller)
        else:
            signs.update(_agent_found(reading, turn, last=[turn] == agents[-1:]))
    return signs


def _caller_found(reading: Reading, turn: int, *, early: bool) -> Iterator[str]:
    where = "Cu" if early else "Cv"
    for concept, hits in reading.by_turn[turn].items():
        if not concept.startswith(_WEIGHED):
            yield f"{where} {concept}"
            continue
        for hit in hits:
            mention = reading.mention(hit)
            yield (
                f"{where} {concept}" if mention is Mention.AFFIRMED else f"{where} {concept} {mention.value}"
            )


def _agent_found(reading: Reading, turn: int, *, last: bool) -> Iterator[str]:
    late = turn >= len(reading.words) - _LATE
    questions = reading.words[turn].asks
    for concept, hits in reading.by_turn[turn].items():
        mark = "?" if questions and all(asked(reading, hit) for hit in hits) else ""
        yield f"Ca{mark} {concept}"
        if late:
            yield f"Cl{mark} {concept}"
        if last:
            yield f"Ce{mark} {concept}"


def _circumstances(reading: Reading, agents: Sequence[int]) -> Iterator[str]:
    turns = reading.transcript.turns
    yield f"M ended {reading.transcript.end_reason}"
    yield f"M turns {min(8, len(turns) // 2)}"
    if turns:
        last = turns[-1]
        yield f"M last {last.role}"
        if last.role == "agent" and last.text.rstrip().endswith(("…", "...")):
            yield "M cut short"
    if agents and "?" in turns[agents[-1]].text:
        yield "M asked last"
