"""Features of a call for the trained models: words, meanings and speech acts, by speaker and time.

Their names begin with a prefix: ``U`` the caller's request, ``A`` the agent's first answers, ``E`` the agent's last words, ``F`` the
caller's last words, ``C`` concepts found by the lexicon, ``M`` how the call was made and ended. Stored weights are keyed by these names:
whoever changes one has to train the models again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from workers.analysis import numerals
from workers.analysis.assertion import Assertion
from workers.analysis.meanings import meanings_of
from workers.analysis.memoization import MemoDict
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import is_question
from workers.analysis.text import QUESTION

_MAX_WORDS = 60
"""Further words of a turn are ignored."""
_NGRAM_SIZE, _NGRAM_WORD = 4, 24
_WINDOW = 5
"""How many words apart two meanings still make a pair."""
_NUMBER, _VEHICLE = "<n>", "<v>"
"""Placeholders for any number and any make or model."""
_SERVICE = "job"
"""The meaning of the words of any service."""
_FEATURES_PER_WORD = 9
_REQUEST_WEIGHTS = (1.0, 0.7, 0.5, 0.4, 0.3, 0.3)
"""Weight of a caller's turn by turns since the request began: callers state their reason first."""
_GREETING = 4
"""A first turn of fewer words is a greeting, not the request."""
_FIRST_ANSWERS, _LAST_TURNS = 3, 4
_ANSWER_WEIGHT, _CLOSING_WEIGHT, _CONCEPT_WEIGHT, _CIRCUMSTANCE_WEIGHT = 0.5, 0.6, 1.5, 1.0
_ASSERTED = ("service", "intent", "urgency")
"""Families of concepts for which it matters whether they are affirmed."""
Pair = tuple[str, str]
TURN_PREFIXES = ("U", "A", "E", "F")


class TurnFeatures(NamedTuple):
    """The word features of a turn: unique words, bigrams, meanings, and pairs of meanings a few words apart."""

    size: int
    words: Iterable[str]
    bigrams: Iterable[Pair]
    meanings: Iterable[str]
    meaning_pairs: Iterable[Pair]


@dataclass(slots=True)
class FeatureBlock:
    """Features of one value: those of a turn's words with a prefix, looked up by component, and ``others`` by name.

    The value is ``weight / sqrt(size)``, so that a long turn weighs no more than a short one.
    """

    weight: float
    size: int
    prefix: str = ""
    turn: TurnFeatures | None = None
    others: Sequence[str] = ()

    @property
    def value(self) -> float:
        return self.weight / float(max(1, self.size) ** 0.5)

    def names(self) -> Iterator[str]:
        """Spell out every feature, in the order in which feature_index.py looks them up."""
        if self.turn is not None:
            yield from _names(self.prefix, self.turn)
        yield from self.others


def _names(prefix: str, turn: TurnFeatures) -> Iterator[str]:
    for word in turn.words:
        yield f"{prefix}w {word}"
        yield from (f"{prefix}c {ngram}" for ngram in character_ngrams(word))
    yield from (f"{prefix}b {before} {word}" for before, word in turn.bigrams)
    yield from (f"{prefix}m {meaning}" for meaning in turn.meanings)
    yield from (f"{prefix}p {meaning}>{following}" for meaning, following in turn.meaning_pairs)


def feature_blocks(reading: Reading, delexicalised: frozenset[str]) -> Iterator[FeatureBlock]:
    """Yield the features of a call; a placeholder stands for every word in ``delexicalised`` (makes, models)."""
    callers = [turn for turn in reading.user_turns() if reading.words[turn].words]
    agents = reading.agent_turns()
    placeholders = _placeholders(delexicalised)
    known: dict[int, TurnFeatures] = {}
    for prefix, turn, weight in (*_request_turns(reading, callers), *_other_turns(callers, agents)):
        features = known.get(turn) or known.setdefault(turn, _turn_features(reading, turn, placeholders))
        yield FeatureBlock(weight, features.size, prefix, features)
    concepts = sorted(_concepts(reading, callers, agents))
    yield FeatureBlock(_CONCEPT_WEIGHT, len(concepts), others=concepts)
    circumstances = list(_circumstances(reading, agents))
    yield FeatureBlock(_CIRCUMSTANCE_WEIGHT, len(circumstances), others=circumstances)


def character_ngrams(word: str) -> list[str]:
    """Return the 4-grams, word boundaries included; placeholders have none."""
    if word in (_NUMBER, _VEHICLE):
        return []
    framed = f"<{word[:_NGRAM_WORD]}>"
    return sorted(
        {framed[index : index + _NGRAM_SIZE] for index in range(max(1, len(framed) - _NGRAM_SIZE + 1))}
    )


def _request_turns(reading: Reading, callers: Sequence[int]) -> Iterator[tuple[str, int, float]]:
    order = 0
    for turn in callers[: len(_REQUEST_WEIGHTS)]:
        yield "U", turn, _REQUEST_WEIGHTS[order]
        order += 1 if order or len(reading.words[turn]) >= _GREETING else 0


def _other_turns(callers: Sequence[int], agents: Sequence[int]) -> Iterator[tuple[str, int, float]]:
    yield from (("A", turn, _ANSWER_WEIGHT) for turn in agents[1 : 1 + _FIRST_ANSWERS])
    yield from (("E", turn, _CLOSING_WEIGHT) for turn in agents[-2:])
    yield from (("F", turn, _CLOSING_WEIGHT) for turn in callers[-1:])


def _turn_features(reading: Reading, turn: int, placeholders: MemoDict[str]) -> TurnFeatures:
    words = list(map(placeholders.__getitem__, reading.words[turn].words[:_MAX_WORDS]))
    meanings = _meanings_in_order(reading, turn, words)
    return TurnFeatures(
        size=len(words) * _FEATURES_PER_WORD,
        words=dict.fromkeys(words),
        bigrams=list(zip(["^", *words], [*words, "$"], strict=True)),
        meanings=dict.fromkeys([meaning for _, meaning in meanings]),
        meaning_pairs=_pairs(meanings) if len(meanings) > 1 else (),
    )


@lru_cache(maxsize=32)
def _placeholders(delexicalised: frozenset[str]) -> MemoDict[str]:
    return MemoDict(lambda word: _placeholder(word, delexicalised))


def _placeholder(word: str, delexicalised: frozenset[str]) -> str:
    """Return the placeholder of a number, make or model; other words stay."""
    if word[0].isdigit() or word in numerals.WORDS:
        return _NUMBER
    return _VEHICLE if word in delexicalised else word


def _meanings_in_order(reading: Reading, turn: int, words: Sequence[str]) -> list[tuple[int, str]]:
    """Return the meanings of the words, each with its index; any service and any make count as one meaning each."""
    by_word = [*map(_MEANINGS.__getitem__, words)]
    for index, added in _added_meanings(reading, turn, words).items():
        if index < len(by_word):
            by_word[index] = (*by_word[index], *added)
    return [(index, meaning) for index, meanings in enumerate(by_word) if meanings for meaning in meanings]


def _added_meanings(reading: Reading, turn: int, words: Sequence[str]) -> dict[int, list[str]]:
    """Meanings that come from the call: a service, a placeholder, the question mark after a word."""
    added: dict[int, list[str]] = {}
    if "service" in reading.families[turn]:
        for first in {hit.first for hits in reading.services(turn).values() for hit in hits}:
            added[first] = [_SERVICE]
    if _VEHICLE in words:
        for index in (index for index, word in enumerate(words) if word == _VEHICLE):
            added.setdefault(index, []).append(_VEHICLE)
    if reading.words[turn].has_question:
        breaks = reading.words[turn].breaks[: len(words)]
        for index in (index for index, strength in enumerate(breaks) if strength == QUESTION):
            added.setdefault(index, []).append("?")
    return added


def _pairs(meanings: Sequence[tuple[int, str]]) -> dict[Pair, None]:
    """Return each meaning paired with those that follow it within a few words."""
    pairs: dict[Pair, None] = {}
    for first, (index, meaning) in enumerate(meanings, 1):
        for other, following in islice(meanings, first, None):
            if other - index > _WINDOW:
                break
            if other != index:
                pairs[meaning, following] = None
    return pairs


_MEANINGS = MemoDict(meanings_of)
meanings_by_word = _MEANINGS.__getitem__
"""``meanings_of``, remembered for every word."""


def _concepts(reading: Reading, callers: Sequence[int], agents: Sequence[int]) -> set[str]:
    features: set[str] = set()
    early, last_caller = callers[1] if len(callers) > 1 else len(reading.words), callers[-1:]
    for turn, concepts in enumerate(reading.hits_by_turn):
        if reading.is_user(turn):
            features.update(_caller_concepts(reading, turn, early=turn <= early))
            features.update(f"Cz {concept}" for concept in concepts if [turn] == last_caller)
        else:
            features.update(_agent_concepts(reading, turn, last=[turn] == agents[-1:]))
    return features


def _caller_concepts(reading: Reading, turn: int, *, early: bool) -> Iterator[str]:
    prefix = "Cu" if early else "Cv"
    for concept, hits in reading.hits_by_turn[turn].items():
        if not concept.startswith(_ASSERTED):
            yield f"{prefix} {concept}"
            continue
        for hit in hits:
            assertion = reading.assertion(hit)
            yield (
                f"{prefix} {concept}"
                if assertion is Assertion.AFFIRMED
                else f"{prefix} {concept} {assertion.value}"
            )


def _agent_concepts(reading: Reading, turn: int, *, last: bool) -> Iterator[str]:
    late = turn >= len(reading.words) - _LAST_TURNS
    questions = reading.words[turn].has_question
    for concept, hits in reading.hits_by_turn[turn].items():
        mark = "?" if questions and all(is_question(reading, hit) for hit in hits) else ""
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
