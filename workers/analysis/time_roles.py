"""The role of a time in what a caller says: requested, only explained, refused, already booked, long past, or part of a greeting.

The nearest cue (time_cues.py) decides, first before the time, then after it in the same clause.
"""

from enum import IntEnum

from workers.analysis import grammar
from workers.analysis.text import COMMA, NONE, QUESTION, SENTENCE, Words, clause_end
from workers.analysis.time_cues import (
    ACCEPTING,
    APPOINTMENTS,
    BEING,
    BOOKED,
    BRINGING,
    EXCEPT,
    EXPLAINING,
    FAREWELLS,
    GREETINGS,
    HAVING,
    LASTING,
    MODALS,
    OBLIGED,
    OFTEN,
    PAST,
    PAST_AFTER,
    REFUSALS,
    REQUESTS,
    SOURCES,
    STOPS,
    TARGETS,
    UMLAUTS,
    WHOLE,
)  # fmt: skip
from workers.analysis.time_phrases import Phrase
from workers.analysis.time_words import CODES

_WINDOW_BEFORE, _WINDOW_AFTER = 10, 5
_NOUN_WINDOW, _VERB_WINDOW = 5, 3
_TIME_CODES = "drm"
_REQUEST_KINDS = frozenset({"soon", "any"})
_TIME_KINDS = frozenset({"hour", "day", "date", "week", "month", "event", "number"})


class TimeRole(IntEnum):
    """Ordered by how much it speaks for a request; ``IRRELEVANT``: refused, booked, past or part of a greeting."""

    IRRELEVANT = 0
    EXPLAINED = 1
    MENTIONED = 2
    REQUESTED = 3


def role_of(words: Words, phrase: Phrase) -> TimeRole:
    before = words.words[phrase.first - 1] if phrase.first and words.breaks[phrase.first - 1] == NONE else ""
    if _is_no_time(words, phrase, before) or _refused(words, phrase, before):
        return TimeRole.IRRELEVANT
    if before in SOURCES and phrase.kinds.isdisjoint({"span", "counted"}):
        return TimeRole.IRRELEVANT
    if before in TARGETS and phrase.names_day:
        return TimeRole.REQUESTED
    if before == "que" and words.words[phrase.first - 2 : phrase.first - 1] not in _SO:
        return TimeRole.EXPLAINED
    role = _combined(_before(words, phrase), _after(words, phrase))
    return TimeRole.REQUESTED if role is TimeRole.MENTIONED and _is_request_itself(words, phrase) else role


_SO = (["asi"], ["aixi"], ["sea"], ["sigui"], ["mejor"], ["millor"])
"""«Así que el viernes», «o sea que mañana»: what follows is a request."""


def _combined(before: TimeRole, after: TimeRole) -> TimeRole:
    if TimeRole.IRRELEVANT in (before, after):
        return TimeRole.IRRELEVANT
    if after is TimeRole.EXPLAINED or (before is TimeRole.EXPLAINED and after is not TimeRole.REQUESTED):
        return TimeRole.EXPLAINED
    return max(before, after)


def _is_request_itself(words: Words, phrase: Phrase) -> bool:
    """«Para el lunes», «antes de la una», «cuanto antes», «any day», «Tuesday?» are requests by themselves."""
    starts = words.words[phrase.first]
    if starts in ("para", "per", "pel") or not phrase.kinds.isdisjoint(_REQUEST_KINDS):
        return True
    if CODES[starts] in "kz" and not phrase.kinds.isdisjoint(_TIME_KINDS):
        return True
    return words.breaks[clause_end(words, phrase.last - 1) - 1] == QUESTION


def _is_no_time(words: Words, phrase: Phrase, before: str) -> bool:
    """«Guten Morgen», «llevo toda la mañana», «hasta el jueves», «la semana pasada»."""
    said = words.words[phrase.first : phrase.last]
    if before in GREETINGS or (before == "you" and words.words[phrase.first - 2] == "see"):
        return True
    if phrase.first == 0 and said in (["morgen"], ["morning"], ["afternoon"], ["evening"]):
        return True
    if before in WHOLE and not LASTING.isdisjoint(words.words[max(0, phrase.first - 4) : phrase.first]):
        return True
    if (said[0] in FAREWELLS or before in FAREWELLS) and phrase.names_day:
        return True
    return words.breaks[phrase.last - 1] == NONE and not PAST_AFTER.isdisjoint(
        words.words[phrase.last : phrase.last + 1]
    )


def _refused(words: Words, phrase: Phrase, before: str) -> bool:
    """«El lunes no», «menos el martes», «el jueves? no, no»; but «nicht vor zehn» is still a request."""
    starts = CODES[words.words[phrase.first]]
    is_bound = phrase.first + 1 < phrase.last and CODES[words.words[phrase.first + 1]] == "k"
    is_excepted = before in EXCEPT and not (
        before in BEING and words.words[phrase.first - 2 : phrase.first - 1] != ["no"]
    )
    if (starts == "z" and not is_bound) or (is_excepted and starts != "k"):
        return True
    asks_back = words.breaks[phrase.last - 1] == QUESTION
    return asks_back and words.words[phrase.last : phrase.last + 2] in (["no", "no"], ["nein", "nein"])


def _before(words: Words, phrase: Phrase) -> TimeRole:
    """The role given by the nearest cue before the time."""
    crossed = False
    for index in range(phrase.first - 1, max(-1, phrase.first - 1 - _WINDOW_BEFORE), -1):
        if words.breaks[index] >= SENTENCE:
            break
        crossed = crossed or words.breaks[index] >= COMMA
        if CODES[words.words[index]] in _TIME_CODES:
            break
        cue = _cue_before(words, index)
        if cue is not None and (not crossed or cue is TimeRole.REQUESTED):
            return cue
    return TimeRole.MENTIONED


def _cue_before(words: Words, index: int) -> TimeRole | None:
    word = words.words[index]
    if word in UMLAUTS and words.text[words.starts[index] : words.ends[index]].isascii():
        return TimeRole.IRRELEVANT  # «hatte», not «hätte»
    if word in REQUESTS:
        return _role_of_verb(words, index)
    if word in APPOINTMENTS and not HAVING.isdisjoint(words.words[max(0, index - _NOUN_WINDOW) : index]):
        return TimeRole.IRRELEVANT
    if word in BOOKED or word in PAST or word.endswith(grammar.DONE_ENDINGS):
        return TimeRole.IRRELEVANT
    if word == "tiene" and words.words[index + 1 : index + 2] == ["que"]:
        return TimeRole.REQUESTED  # the thing brought, not the person bringing it
    return TimeRole.EXPLAINED if word in EXPLAINING else None


def _role_of_verb(words: Words, index: int) -> TimeRole:
    """«No puedo», «I can't» refuse; «tengo que recoger al niño» explains; «tenía que llevarlo» is booked."""
    word, earlier = words.words[index], words.words[max(0, index - _VERB_WINDOW) : index]
    if word in MODALS:
        denied = words.words[index - 1 : index] == ["no"] or words.words[index + 1 : index + 2] in (
            ["t"],
            ["not"],
        )
        return TimeRole.IRRELEVANT if denied else TimeRole.REQUESTED
    if word in BRINGING and not OBLIGED.isdisjoint(earlier):
        return TimeRole.EXPLAINED
    return TimeRole.IRRELEVANT if word in BRINGING and not BOOKED.isdisjoint(earlier) else TimeRole.REQUESTED


def _after(words: Words, phrase: Phrase) -> TimeRole:
    """The role given by what follows in the same clause: «no puedo», «me va bien», «tengo médico», «le cargasteis»; also «quan vulgueu» after a pause."""
    if words.words[phrase.last : phrase.last + 1] in (["cuando"], ["quan"], ["whenever"]):
        often = not OFTEN.isdisjoint(words.words[phrase.last + 1 : phrase.last + 2])
        return TimeRole.REQUESTED if often else TimeRole.MENTIONED
    if words.breaks[phrase.last - 1] >= COMMA:
        return TimeRole.MENTIONED
    for index in range(phrase.last, min(len(words), phrase.last + _WINDOW_AFTER)):
        word = words.words[index]
        if CODES[word] in "drmq" or word in STOPS:
            break
        cue = _cue_after(words, index)
        if cue is not None:
            return cue
        if words.breaks[index] >= COMMA:
            break
    return TimeRole.MENTIONED


def _cue_after(words: Words, index: int) -> TimeRole | None:
    word = words.words[index]
    if word in UMLAUTS and not words.text[words.starts[index] : words.ends[index]].isascii():
        return TimeRole.REQUESTED  # «wär», not «war»
    if word in REFUSALS:
        return TimeRole.EXPLAINED if words.words[index - 1] in ("ya", "ja") else TimeRole.IRRELEVANT
    if word == "geht" and not HAVING.isdisjoint(words.words[index + 1 : index + 2]):
        return TimeRole.EXPLAINED
    if word in ACCEPTING:
        return TimeRole.REQUESTED
    if word in BOOKED or word in PAST or word.endswith(grammar.DONE_ENDINGS):
        return TimeRole.IRRELEVANT
    return TimeRole.EXPLAINED if word in EXPLAINING else None
