"""An agent's turn that fixes the same appointment at two different times: «queda apuntado el jueves… le espero el viernes»."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from workers.analysis.findings import Contradiction
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import follows_offer, statements
from workers.analysis.text import Words, clause_end, clause_start, words_of
from workers.analysis.time_phrases import Phrase, time_phrases
from workers.analysis.time_words import CODES

APPOINTMENT = "appointment"
_DAYS, _NUMBERS = "drm", "nM"
_TAKEN_BACK = words_of(
    "perdon perdone disculpe disculpa digo dicho corrijo rectifico equivocado perdoni vull dic sorry mean rather correction entschuldigung meine "
    "verzeihung pardon"
)


def takes_back(said: Sequence[str]) -> bool:
    """«Perdón, son 120»: a speaker who corrects themselves makes only one statement."""
    return not _TAKEN_BACK.isdisjoint(said)


def booked_twice(reading: Reading) -> Iterator[Contradiction]:
    fixed: dict[int, dict[int, Phrase]] = {}
    for hit in statements(reading, "agent:booked"):
        words = reading.words[hit.turn]
        start, end = clause_start(words, hit.first), clause_end(words, hit.last - 1)
        phrase = _only_time(words, start, end)
        if phrase is not None and not follows_offer(reading, hit) and not takes_back(words.words[start:end]):
            fixed.setdefault(hit.turn, {})[start] = phrase
    for turn, phrases in fixed.items():
        words = reading.words[turn]
        first, *others = (phrases[start] for start in sorted(phrases))
        second = next((phrase for phrase in others if _differ(words, first, phrase)), None)
        if second is not None and not reading.says(turn, "agent:changed", "agent:cancelled"):
            proofs = tuple(
                reading.span_evidence(turn, phrase.first, phrase.last) for phrase in (first, second)
            )
            yield Contradiction(
                APPOINTMENT, (proofs[0].turn,), tuple(proof.quote for proof in proofs), proofs
            )


def _only_time(words: Words, start: int, end: int) -> Phrase | None:
    """The time named in a sentence, if it names exactly one."""
    phrases = time_phrases(words)
    first = bisect_left(phrases, start, key=_first)
    found = phrases[first : first + 2]
    is_only = [phrase.first < end for phrase in found] in ([True], [True, False])
    return found[0] if is_only else None


def _first(phrase: Phrase) -> int:
    return phrase.first


def _differ(words: Words, one: Phrase, other: Phrase) -> bool:
    """Different days, or different hours of the same day; «nueve» and «9» are not compared."""
    days = [_words_coded(words, phrase, _DAYS) for phrase in (one, other)]
    hours = [_words_coded(words, phrase, _NUMBERS) for phrase in (one, other)]
    if all(days) and days[0].isdisjoint(days[1]):
        return True
    is_alike = {word.isdigit() for said in hours for word in said}
    return days[0] == days[1] and all(hours) and hours[0] != hours[1] and len(is_alike) == 1


def _words_coded(words: Words, phrase: Phrase, letters: str) -> frozenset[str]:
    return frozenset(word for word in words.words[phrase.first : phrase.last] if CODES[word] in letters)
