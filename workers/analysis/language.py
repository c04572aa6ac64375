"""The language of each turn and of the caller; a borrowed greeting does not decide it."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from workers.analysis.findings import LanguageReading, TurnLanguage
from workers.analysis.memoization import MemoDict
from workers.analysis.reading import Reading
from workers.analysis.stopwords import WORD_WEIGHTS
from workers.analysis.text import Words

_MIN_TURN_SCORE = 1.2
_AGENT_SHARE = 0.35
_LONGEST_COUNTED = 400
Scores = dict[str, float]
"""Weight of evidence per language."""
_HINTS = {"ç": ("ca", 0.6), "·": ("ca", 0.6), "ñ": ("es", 1.5), "¿": ("es", 0.8), "¡": ("es", 0.8), "ß": ("de", 1.5),
          "ä": ("de", 1.0), "ö": ("de", 0.8), "ü": ("de", 0.4), "è": ("ca", 0.6), "ò": ("ca", 0.8), "à": ("ca", 0.8)}  # fmt: skip
_ENDINGS = {
    "cion": "es", "ciones": "es", "ado": "es", "ando": "es", "iendo": "es", "mente": "es", "eis": "es", "asteis": "es",
    "cio": "ca", "cions": "ca", "atge": "ca", "areu": "ca", "tzar": "ca", "ment": "ca", "aria": "ca",
    "ing": "en", "ght": "en", "tion": "en", "ould": "en",
    "ung": "de", "ich": "de", "isch": "de", "lich": "de", "keit": "de", "cht": "de", "ieren": "de",
}  # fmt: skip
_ENDING_SIZES = (6, 5, 4, 3)
_ENDING_WEIGHT = 0.4
_OF_ENDING = {language: ((language, _ENDING_WEIGHT),) for language in _ENDINGS.values()}
_UNSURE, _PLAIN = 0.3, 0.6
_SHORTEST = 4


class _Guess(NamedTuple):
    """``weight`` is the amount of evidence for any language."""

    language: str
    confidence: float
    weight: float


def read_language(reading: Reading, default: str) -> LanguageReading:
    scores = [language_scores(words) for words in reading.words]
    caller = _guess(_caller_scores(reading, scores), default)
    turns = [_guess(turn_scores, caller.language) for turn_scores in scores]
    named = tuple(
        TurnLanguage(turn.position, guess.language, guess.confidence)
        if guess.weight >= _MIN_TURN_SCORE
        else TurnLanguage(turn.position, caller.language, _UNSURE)
        for turn, guess, words in zip(reading.transcript.turns, turns, reading.words, strict=True)
        if words.words
    )
    return LanguageReading(caller.language, caller.confidence, named, _mismatch(reading, turns))


def _caller_scores(reading: Reading, scores: Sequence[Scores]) -> Scores:
    caller: Scores = {}
    for index, turn in enumerate(reading.transcript.turns):
        if turn.role == "user":
            _add(caller, scores[index], 1.0)
        elif caller:  # the agent answers in the caller's language, once the caller has spoken
            _add(caller, scores[index], _AGENT_SHARE / max(1.0, len(reading.words[index]) / 12))
    if not caller:
        for turn_scores in scores[:3]:
            _add(caller, turn_scores, 1.0)
    return caller


def language_scores(words: Words) -> Scores:
    scores: Scores = defaultdict(float)
    for language, weight in chain.from_iterable(map(_WEIGHTS.__getitem__, words.words[:_LONGEST_COUNTED])):
        scores[language] += weight
    if not words.text.isascii():
        _score_letters(words.text, scores)
    return scores


def _score_letters(text: str, scores: Scores) -> None:
    for letter, (language, weight) in _HINTS.items():
        if letter in text:
            scores[language] += weight


def _weights_of(word: str) -> tuple[tuple[str, float], ...]:
    """Return the evidence of a word for each language; unknown words are judged by their ending."""
    if word in WORD_WEIGHTS or len(word) <= _SHORTEST:
        return WORD_WEIGHTS.get(word, ())
    endings = (_ENDINGS[word[-size:]] for size in _ENDING_SIZES if word[-size:] in _ENDINGS)
    return next((_OF_ENDING[language] for language in endings), ())


_WEIGHTS = MemoDict(_weights_of)


def _add(total: Scores, scores: Scores, factor: float) -> None:
    for language, score in scores.items():
        total[language] = total.get(language, 0.0) + score * factor


def _guess(scores: Scores, default: str) -> _Guess:
    weight = sum(scores.values())
    if weight <= 0:
        return _Guess(default, _UNSURE, weight)
    most = max(scores.values())
    language = default if scores.get(default) == most else max(scores, key=scores.__getitem__)
    return _Guess(language, round(min(0.99, most / weight * min(1.0, 0.6 + weight / 20)), 3), weight)


def _mismatch(reading: Reading, turns: Sequence[_Guess]) -> tuple[int, ...]:
    spoken: str | None = None
    wrong = []
    for turn, guess in zip(reading.transcript.turns, turns, strict=True):
        if guess.weight < 2 * _MIN_TURN_SCORE or guess.confidence <= _PLAIN:
            continue
        if turn.role == "user":
            spoken = guess.language
        elif spoken is not None and guess.language != spoken:
            wrong.append(turn.position)
    return tuple(wrong)
