"""What a call looks like to the trained models: words, meanings and speech acts, by who said them and when.

Signs begin with where they stand: ``U`` the caller's wish, ``A`` the agent's first answers, ``E`` the agent's last words, ``F`` the
caller's last words, ``C`` what the lexicon found, ``M`` how the call was made and broken off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

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
"""What a caller's turn weighs by the turns since the wish began: callers say first why they ring."""
_GREETING = 4
_ANSWERS, _LATE = 3, 4
_ANSWER, _CLOSING, _FOUND, _CIRCUMSTANCE = 0.5, 0.6, 1.5, 1.0
_WEIGHED = ("service", "intent", "urgency")
"""Families of concepts for which it matters whether they are affirmed."""
Pair = tuple[str, str]
PLACES = ("U", "A", "E", "F")


@dataclass(slots=True)
class Block:
    """Signs that stand together: of the words of a turn, each kind apart for who looks them up, and ``others`` spelt out.

    Each counts ``weight / sqrt(how much was said)``, so that a long turn says no more than a short one.
    """

    weight: float
    size: int
    place: str = ""
    words: Iterable[str] = ()
    neighbours: Iterable[Pair] = ()
    meanings: Iterable[str] = ()
    pairs: Iterable[Pair] = ()
    others: Iterable[str] = ()

    @property
    def share(self) -> float:
        return self.weight / float(max(1, self.size) ** 0.5)

    def signs(self) -> Iterator[str]:
        """Spell every sign out, in the order in which rows.py looks them up."""
        for word in self.words:
            yield word_sign(self.place, word)
            yield from (part_sign(self.place, part) for part in parts_of(word))
        yield from (neighbour_sign(self.place, pair) for pair in self.neighbours)
        yield from (meaning_sign(self.place, meaning) for meaning in self.meanings)
        yield from (pair_sign(self.place, pair) for pair in self.pairs)
        yield from self.others


def word_sign(place: str, word: str) -> str:
    return f"{place}w {word}"


def part_sign(place: str, part: str) -> str:
    return f"{place}c {part}"


def neighbour_sign(place: str, pair: Pair) -> str:
    return f"{place}b {pair[0]} {pair[1]}"


def meaning_sign(place: str, meaning: str) -> str:
    return f"{place}m {meaning}"


def pair_sign(place: str, pair: Pair) -> str:
    return f"{place}p {pair[0]}>{pair[1]}"


def signs_of(reading: Reading, levelled: frozenset[str]) -> Iterator[Block]:
    """Yield the blocks of a call; words in ``levelled`` (makes, models) all count as one."""
    callers = [turn for turn in reading.user_turns() if reading.words[turn].words]
    agents = reading.agent_turns()
    yield from _wish_signs(reading, callers, levelled)
    for turn in agents[1 : 1 + _ANSWERS]:
        yield _said(reading, turn, "A", _ANSWER, levelled)
    for turn in agents[-2:]:
        yield _said(reading, turn, "E", _CLOSING, levelled)
    for turn in callers[-1:]:
        yield _said(reading, turn, "F", _CLOSING, levelled)
    found = sorted(_found(reading, callers, agents))
    yield Block(_FOUND, len(found), others=found)
    circumstances = list(_circumstances(reading, agents))
    yield Block(_CIRCUMSTANCE, len(circumstances), others=circumstances)


def parts_of(word: str) -> list[str]:
    """Return the parts of four letters, borders included; numbers and makes have none."""
    if word in (_NUMBER, _VEHICLE):
        return []
    framed = f"<{word[:24]}>"
    return sorted({framed[at : at + _GRAM] for at in range(max(1, len(framed) - _GRAM + 1))})


def _wish_signs(reading: Reading, callers: Sequence[int], levelled: frozenset[str]) -> Iterator[Block]:
    order = 0
    for turn in callers[: len(_WISH_TURNS)]:
        yield _said(reading, turn, "U", _WISH_TURNS[order], levelled)
        order += 1 if order or len(reading.words[turn]) >= _GREETING else 0


def _said(reading: Reading, turn: int, place: str, weight: float, levelled: frozenset[str]) -> Block:
    plain = list(map(_levels(levelled).__getitem__, reading.words[turn].words[:_LONGEST]))
    meant = _meant(reading, turn, plain)
    return Block(
        weight,
        len(plain) * _SIGNS_A_WORD,
        place,
        words=dict.fromkeys(plain),
        neighbours=zip(["^", *plain], [*plain, "$"], strict=True),
        meanings=dict.fromkeys(meaning for _, meaning in meant),
        pairs=_pairs(meant),
    )


@lru_cache(maxsize=32)
def _levels(levelled: frozenset[str]) -> Memory[str]:
    return Memory(lambda word: _level(word, levelled))


def _level(word: str, levelled: frozenset[str]) -> str:
    if word[0].isdigit() or word in numerals.WORDS:
        return _NUMBER
    return _VEHICLE if word in levelled else word


def _meant(reading: Reading, turn: int, plain: Sequence[str]) -> list[tuple[int, str]]:
    """Return what the words mean, in order, each with its place; a job of the trade and a make count as one thing each."""
    jobs = {hit.first for hits in reading.jobs(turn).values() for hit in hits}
    breaks = reading.words[turn].breaks
    meant: list[tuple[int, str]] = []
    for at, (word, meanings) in enumerate(zip(plain, map(_MEANINGS.__getitem__, plain), strict=True)):
        if meanings:
            meant += [(at, meaning) for meaning in meanings]
        if at in jobs:
            meant.append((at, _JOB))
        if word == _VEHICLE:
            meant.append((at, _VEHICLE))
        if breaks[at] == QUESTION:
            meant.append((at, "?"))
    return meant


def _pairs(meant: Sequence[tuple[int, str]]) -> dict[Pair, None]:
    """Return each meaning with those that follow it within a few words."""
    pairs: dict[Pair, None] = {}
    for first, (at, meaning) in enumerate(meant, 1):
        for other, following in islice(meant, first, None):
            if other - at > _REACH:
                break
            if other != at:
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
    for concept, hits in reading.by_turn[turn].items():
        mark = "?" if all(asked(reading, hit) for hit in hits) else ""
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
