"""Which language each turn is in, and which the caller's is; a greeting borrowed from another language does not decide it."""

from collections.abc import Sequence
from itertools import islice

from workers.analysis.findings import LanguageReading, TurnLanguage
from workers.analysis.memory import Memory
from workers.analysis.reading import Reading
from workers.analysis.stopwords import WORD_WEIGHTS
from workers.analysis.text import Words

_MIN_TURN_SCORE = 1.2
_AGENT_SHARE = 0.35
_LONGEST_COUNTED = 400
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
_SHORTEST = 4


def read_language(reading: Reading, default: str) -> LanguageReading:
    scores = [language_scores(words) for words in reading.words]
    turns = reading.transcript.turns
    caller: dict[str, float] = {}
    for index, turn in enumerate(turns):
        if turn.role == "user":
            _add(caller, scores[index], 1.0)
        elif caller:  # the agent answers in the caller's language, once the caller has spoken
            _add(caller, scores[index], _AGENT_SHARE / max(1.0, len(reading.words[index]) / 12))
    if not caller:
        for index in range(min(len(turns), 3)):
            _add(caller, scores[index], 1.0)
    value, confidence = _best(caller, default)
    named = tuple(
        _turn_language(turns[i].position, scores[i], value)
        for i in range(len(turns))
        if reading.words[i].words
    )
    return LanguageReading(value, confidence, named, _mismatch(reading, scores))


def language_scores(words: Words) -> dict[str, float]:
    scores: dict[str, float] = {}
    for weights in map(_WEIGHTS.__getitem__, words.words[:_LONGEST_COUNTED]):
        for language, weight in weights:
            scores[language] = scores.get(language, 0.0) + weight
    if not words.text.isascii():
        _score_letters(words.text, scores)
    return scores


def _score_letters(text: str, scores: dict[str, float]) -> None:
    for letter, (language, weight) in _HINTS.items():
        if letter in text:
            scores[language] = scores.get(language, 0.0) + weight


def _weights_of(word: str) -> tuple[tuple[str, float], ...]:
    """Return what a word says for each language; one that is not known, by its ending."""
    if word in WORD_WEIGHTS or len(word) <= _SHORTEST:
        return WORD_WEIGHTS.get(word, ())
    endings = (_ENDINGS[word[-size:]] for size in _ENDING_SIZES if word[-size:] in _ENDINGS)
    return tuple((language, _ENDING_WEIGHT) for language in islice(endings, 1))


_WEIGHTS = Memory(_weights_of)


def _add(total: dict[str, float], scores: dict[str, float], factor: float) -> None:
    for language, score in scores.items():
        total[language] = total.get(language, 0.0) + score * factor


def _best(scores: dict[str, float], default: str) -> tuple[str, float]:
    whole = sum(scores.values())
    if whole <= 0:
        return default, 0.3
    value = max(scores, key=lambda language: (scores[language], language == default))
    return value, round(min(0.99, scores[value] / whole * min(1.0, 0.6 + whole / 20)), 3)


def _turn_language(position: int, scores: dict[str, float], fallback: str) -> TurnLanguage:
    if sum(scores.values()) < _MIN_TURN_SCORE:
        return TurnLanguage(position, fallback, 0.3)
    return TurnLanguage(position, *_best(scores, fallback))


def _mismatch(reading: Reading, scores: Sequence[dict[str, float]]) -> tuple[int, ...]:
    heard: str | None = None
    wrong = []
    for index, turn in enumerate(reading.transcript.turns):
        if sum(scores[index].values()) < 2 * _MIN_TURN_SCORE:
            continue
        language, confidence = _best(scores[index], "")
        if turn.role == "user":
            heard = language if confidence > 0.6 else heard
        elif heard is not None and language != heard and confidence > 0.6:
            wrong.append(turn.position)
    return tuple(wrong)
