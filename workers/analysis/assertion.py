"""Assertion status of a mention, as in NegEx and ConText: affirmed, negated, past, hypothetical, about somebody else; the clause decides."""

from enum import Enum
from functools import lru_cache
from itertools import pairwise

from workers.analysis import grammar
from workers.analysis.patterns import Hit
from workers.analysis.text import COMMA, Words, clause_end, clause_start

_NEGATION_WINDOW = 4
_AFTER_WINDOW = 6
_PRAISE_WINDOW = 3
_THIRD_PARTY_WINDOW = 9
_PERHAPS = "sera"
_THAT_WINDOW = 12
_PAST_WINDOW = 9
_SOME_DAY_WINDOW = 9
_THAT_NOT = frozenset([("eso", "no"), ("aixo", "no"), ("esos", "no"), ("das", "nicht")])


class Assertion(Enum):
    """``FINE``: works well, «los frenos van bien». ``WITHOUT``: «sin ITV». The values are part of names of features."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    FINE = "fine"
    PAST = "done"
    THIRD_PARTY = "others"
    HYPOTHETICAL = "supposed"
    WITHOUT = "without"


def assertion_of(hit: Hit, words: Words) -> Assertion:
    start, end = clause_start(words, hit.first), clause_end(words, hit.last - 1)
    if _CUES.isdisjoint(words.words[start : max(end, hit.last + 1)]):
        return Assertion.AFFIRMED
    if not grammar.PRIVATIVES.isdisjoint(words.words[max(start, hit.first - 2) : hit.first]):
        return Assertion.WITHOUT
    if _negated_before(hit, words, start) or _refused_after(hit, words, end) or _that_not(hit, words, end):
        return Assertion.NEGATED
    if _fine_after(hit, words, end):
        return Assertion.FINE
    if _third_party(hit, words, start):
        return Assertion.THIRD_PARTY
    if _past(hit, words):
        return Assertion.PAST
    if _hypothetical(hit, words):
        return Assertion.HYPOTHETICAL
    return Assertion.AFFIRMED


def _negated_before(hit: Hit, words: Words, start: int) -> bool:
    said = words.words
    for index in range(hit.first - 1, max(start, hit.first - _NEGATION_WINDOW) - 1, -1):
        if said[index] in grammar.ADVERSATIVES:
            return False
        if words.breaks[index] >= COMMA:
            return said[index] in ("ni", "tampoco") and index == hit.first - 1
        if said[index] in grammar.NEGATORS and not _is_may(said, index):
            return not (
                _only_not(words, index) or not grammar.WORKING.isdisjoint(said[index + 1 : hit.first])
            )
    return False


def _is_may(said: list[str], index: int) -> bool:
    """«Im Mai» is the German month, not the Catalan «never»."""
    return said[index] == "mai" and index > 0 and said[index - 1] in grammar.BEFORE_MONTH


def _only_not(words: Words, index: int) -> bool:
    """«no solo», «not only», «no sé si», «que no»: the negation applies to something else."""
    after = words.words[index + 1 : index + 3]
    return bool(after) and (
        after[0] in ("solo", "only", "nomes", "nur", "se", "idea", "know", "weiss", "te", "hay", "ho")
        or after[:1] == ["sure"]
    )


def _refused_after(hit: Hit, words: Words, end: int) -> bool:
    said = words.words
    index = hit.last
    if index >= end or words.breaks[index - 1] >= COMMA:
        return False
    while index < min(end, hit.last + 3) and said[index] not in grammar.NEGATORS:
        if words.breaks[index] >= COMMA or said[index] not in grammar.BEFORE_REFUSAL:
            return False
        index += 1
    if index >= min(end, hit.last + 3) or said[index] not in grammar.NEGATORS:
        return False
    if (
        index + 1 >= end
        or words.breaks[index] >= COMMA
        or said[index + 1] in ("eh", "no", "que", "pues", "gracias", "thanks", "danke")
    ):
        return said[index] not in ("ni", "sin", "sense", "ohne", "without", "don")
    if said[index + 1] in ("es", "era", "ist", "is") and (
        index + 2 >= end or words.breaks[index + 1] >= COMMA
    ):
        return True
    return not grammar.LEAVE_ALONE.isdisjoint(said[index + 1 : min(end, index + 5)])


def _that_not(hit: Hit, words: Words, end: int) -> bool:
    """«los neumáticos nuevos, que me los pusisteis, eso no»."""
    after = words.words[hit.last : min(end, hit.last + _THAT_WINDOW)]
    return not _THAT_NOT.isdisjoint(pairwise(after)) and any(
        pair in _THAT_NOT and (index + 1 >= end or words.breaks[index] >= COMMA)
        for index, pair in enumerate(pairwise(after), hit.last + 1)
    )


def _fine_after(hit: Hit, words: Words, end: int) -> bool:
    """«Los frenos van bien», «frenar frena de miedo»: a verb of functioning or state, soon followed by praise."""
    said = words.words
    after = said[hit.last - 1 : min(end, hit.last + _AFTER_WINDOW)]
    if grammar.GOOD.isdisjoint(after):
        return False
    verb = next((index for index, word in enumerate(after) if word in _IS_OR_WORKS), None)
    if verb is None or not grammar.NOT_GOOD.isdisjoint(after):
        return False
    return not grammar.GOOD.isdisjoint(after[verb + 1 : verb + 1 + _PRAISE_WINDOW])


def _third_party(hit: Hit, words: Words, start: int) -> bool:
    said = words.words
    for index in range(hit.first - 1, max(start, hit.first - _THIRD_PARTY_WINDOW) - 1, -1):
        if said[index] in grammar.ADVERSATIVES or said[index] in grammar.SELF:
            return False
        if said[index] in grammar.KIN:
            return not _THIRD_PARTY_VERBS.isdisjoint(said[index + 1 : min(index + 4, hit.first)])
    return False


def _past(hit: Hit, words: Words) -> bool:
    said = words.words
    start, end = clause_start(words, hit.first, COMMA), clause_end(words, hit.last - 1)
    end = min(end, hit.last + _PAST_WINDOW)
    end = next((index for index in range(hit.last, end) if said[index] in grammar.ADVERSATIVES), end)
    around = said[max(start, hit.first - 6) : end]
    if not any(
        _is_past_form(word) and not (word == "arreglo" and before in grammar.BEFORE_NOUN)
        for before, word in pairwise(["", *around])
    ):
        return False
    return not (
        grammar.DONE_MARKS.isdisjoint(around)
        and grammar.NEW.isdisjoint(said[hit.last : hit.last + 1])
        and _PAST_TIMES.isdisjoint(pairwise(around))
    )


@lru_cache(maxsize=50_000)
def _is_past_form(word: str) -> bool:
    return word in grammar.DONE_WORDS or word.endswith(grammar.DONE_ENDINGS)


def _hypothetical(hit: Hit, words: Words) -> bool:
    said = words.words
    start, end = clause_start(words, hit.first), clause_end(words, hit.last - 1)
    before = said[max(start, hit.first - 6) : hit.first]
    if _PERHAPS in before[-2:] or _some_day(said[max(start, hit.first - _SOME_DAY_WINDOW) : hit.first]):
        return True
    if grammar.HYPOTHETICAL.isdisjoint(before) or not any(
        word in grammar.HYPOTHETICAL
        and words.text[words.starts[max(start, hit.first - 6) + index] + 1 :][:1] != "í"
        for index, word in enumerate(before)
    ):
        return False
    return not grammar.HYPOTHETICAL_MARKS.isdisjoint(said[start:end])


def _some_day(before: list[str]) -> bool:
    """«Si algún día se me rompe el embrague»."""
    return any(
        word in grammar.HYPOTHETICAL and tuple(before[index + 1 : index + 3]) in grammar.SOME_DAY
        for index, word in enumerate(before)
    )


_THIRD_PARTY_VERBS = grammar.SAYING | grammar.OTHERS_HAD
_IS_OR_WORKS = grammar.WORKING | grammar.STATES
_PAST_TIMES = frozenset(grammar.PAST_TIMES)
_CUES = (
    grammar.PRIVATIVES | grammar.NEGATORS | grammar.KIN | grammar.DONE_MARKS | grammar.NEW | grammar.HYPOTHETICAL
    | grammar.GOOD | {second for _, second in grammar.PAST_TIMES} | {_PERHAPS}
)  # fmt: skip
"""Without any of these words, as in most clauses, what is mentioned is affirmed."""
