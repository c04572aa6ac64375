"""What belongs to a requested time: exceptions and alternatives.

«La semana que viene, menos el jueves», «dimarts, i si no dijous», «Thursday, or Friday at a push», «if you have nothing before Friday
then Monday».
"""

import re

from workers.analysis.text import COMMA, SENTENCE, Words, clause_start, words_of
from workers.analysis.time_phrases import Phrase
from workers.analysis.time_words import CODES

_ARTICLES = "(?: (?:el|l|es|la|the|on|am|den|de|pues|then|dann|entonces|llavors|mejor|millor))*"
_EXCEPT = (
    "(?:pero |aber |but |i |y |and |nur |bloss )?"
    "(?:menos|excepto|salvo|manco|menys|tret|llevat|except(?: for)?|but|ausser|no|not|nicht|que no sea|que no sigui)"
)
_OR = "(?:[yiou] |or |and |und |oder |pero |aber |but )?"
_IF_NOT = (
    "(?:si no|sino|sonst|otherwise|else|if not|wenn nicht|andernfalls|ansonsten|notfalls|zur not|failing that"
    "|(?:si|if|wenn|falls) (?:\\w+ ){0,3}(?:no|not|nicht|t)(?: \\w+){0,3})"
)
_LINK = re.compile(f"(?:{_EXCEPT}|{_OR}{_IF_NOT}|[ou]|or|oder){_ARTICLES}")
_RELUCTANT = (["at", "a", "push"], ["at", "a", "pinch"], ["zur", "not"], ["a", "las", "malas"])
_IFS, _THENS = words_of("if si wenn falls"), words_of("then dann entonces llavors pues")
_DENIALS = words_of("no not t nothing nada res nichts nicht kein keine keinen")
_FURTHEST = 8


def with_choices(words: Words, phrases: list[Phrase], chosen: Phrase) -> Phrase:
    """The chosen phrase, extended by the phrases that qualify it."""
    index = phrases.index(chosen)
    for first in (index, index - 1):
        start = _condition(words, phrases, first) if 0 <= first < len(phrases) - 1 else None
        if start is not None:
            return _grown(words, phrases, first + 1, Phrase(start, phrases[first + 1].last, chosen.kinds))
    return _grown(words, phrases, index, chosen)


def _grown(words: Words, phrases: list[Phrase], index: int, phrase: Phrase) -> Phrase:
    for after in phrases[index + 1 :]:
        if not _belongs(words, phrase, after):
            break
        phrase = Phrase(phrase.first, after.last, phrase.kinds)
    tail = next(
        (tail for tail in _RELUCTANT if words.words[phrase.last : phrase.last + len(tail)] == tail), []
    )
    return Phrase(phrase.first, phrase.last + len(tail), phrase.kinds)


def _belongs(words: Words, phrase: Phrase, after: Phrase) -> bool:
    pauses = words.breaks[phrase.last - 1 : after.first]
    if max(pauses) >= SENTENCE:
        return False
    named = next(
        index
        for index in range(after.first, after.last)
        if CODES[words.words[index]] != "z" or index == after.last - 1
    )
    link = words.words[phrase.last : named]
    if not link:
        goes_on = any(CODES[word] == "c" for word in words.words[after.first : after.last])
        return goes_on and phrase.names_day and "day" in after.kinds and pauses[0] == COMMA
    return after.names_day and bool(_LINK.fullmatch(" ".join(link)))


def _condition(words: Words, phrases: list[Phrase], index: int) -> int | None:
    """Start of «if you have nothing before Friday then Monday»: a condition, then its alternative."""
    first, second = phrases[index], phrases[index + 1]
    begin = max(clause_start(words, first.first), first.first - _FURTHEST)
    start = next((place for place in range(begin, first.first) if words.words[place] in _IFS), None)
    pauses = words.breaks[first.last - 1 : second.first]
    if start is None or max(pauses) >= SENTENCE or max(words.breaks[start : first.first], default=0) >= COMMA:
        return None
    between = words.words[first.last : second.first]
    is_denied = not _DENIALS.isdisjoint([*words.words[start + 1 : first.first], *between])
    goes_on = max(pauses) == COMMA or not _THENS.isdisjoint(between)
    return start if is_denied and goes_on and second.first - first.last <= _FURTHEST else None
