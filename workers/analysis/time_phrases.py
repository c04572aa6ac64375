"""Time expressions in a turn: «el jueves a las nueve», «la semana que viene, el lunes o el martes», «nicht vor zehn», «cuanto antes».

Each word becomes one letter (`time_words.py`), a pause «,» and the end of a sentence «.»; the grammar is a regular expression over them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workers.analysis.memoization import MemoDict, cached_in_owner
from workers.analysis.text import COMMA, NONE, QUESTION, SENTENCE, Words, pauses, words_of
from workers.analysis.time_words import ANCHORS, CODES

_LEAD = "(?:zx?)?g?[@kiINAF]*[lL]*g?e?"
_NUMBER = "[nM](?:[cx]?[nM])*"
_CORES = {
    "counted": f"i?rNn[hwu]?|dNn[wu]|[@n]wi?[dr]|N[i@]*nd|ik@{_NUMBER}[hwu]",
    "span": f"[kN][ik@]*{_NUMBER}[il]?[hwu]",
    "soon": "fk|[lL]?kf|x?f[x_]f|xfxf|ff|[lL]?[xw]*yf|x[xw]y(?=_)",
    "date": "[oO]di?[lL]*[wb]|u[no]t?(?:i?b)?|[noO]t?i?b|b[lL]?[no]t?|(?<=[lL])nt|(?<=[liI])o(?=[.,@ckFiINAz_adx]|$)",
    "day": "d(?:qv|w|[lL]?[no]t?(?![hHcM]))?(?:i?b)?",
    "week": "n?ui[lL]*[oO]?w(?:qv)?|(?<=[lL])wkl(?![dwuno])|wi[lL]*[no]t?(?:ib)?(?![hHcMu])|(?<=[lLgoO])[oO]?wqv|wqv|ow(?:ib)?|"
    "(?<=[lLgoO])[oO]?w(?:ib|k(?![iI])|[lL](?![lLdnwa]))?",
    "relative": "rp|pm|mp|r|m(?!p)|p(?=[,.c]|$)",
    "early": "e[iI]*[lL]*[oO]?(?:wqv|w|b|u)",
    "edge": "Oh|Of|(?<=@[lL])xh",
    "hour": f"(?:(?<=[@kAF][lL])|(?<=[kAF])|(?<=k[iI])|(?<=k[iI][lL])){_NUMBER}H?|{_NUMBER}H|ncM|Mx?n",
    "part": "(?<=i[lL])m|a",
    "event": "(?<=k)[iI]?[lL]*j|(?<=k)[iI]j|(?<=k)[iI]?(?:b|[lL]*(?:wE|E(?:ib)?))",
    "sooner": "xy|nwY|Y(?=[,.]|$)",
    "month": "(?<=[iNk])b",
    "any": "(?<=g)u|uqz_",
    "number": "(?<=l)n(?=[,.@ckFNiz]|$)",
}  # fmt: skip
ATOM = re.compile("|".join(f"(?P<{kind}>{_LEAD}(?:{core}))" for kind, core in _CORES.items()))
_ALONE = {kind: frozenset({kind}) for kind in _CORES}
CORE_LETTERS = frozenset("nMoObdwrpmhajfyYuE")
"""Every core contains one of these letters."""
_SEGMENT = re.compile("[^_]+(?:(?<=f)_(?=f)[^_]+)*_?")
"""No atom spans a meaningless word, except for «f_f»; the look-ahead includes the one after the segment."""
_PAUSE_LETTERS = {NONE: "", COMMA: ",", SENTENCE: ".", QUESTION: "."}
_JOINS = re.compile("c|x|xx|", re.ASCII)
_SHORT = 12  # in an answer this short, a number alone may be a day
_SUFFIXES = words_of("mismo misma mateix mateixa noch punto falta sharp exactly")
_TAILS = (["como", "muy", "tarde"], ["com", "a", "molt", "tard"], ["at", "the", "latest"])
_NOT_FIRST = words_of("a al als to for fur auf de del d")
_COUNTED = words_of(
    "euros euro mil km kms kilometros quilometres anos anys years jahre jahren personas people leute veces vegades times mal "
    "of thousand hundred mil tausend hundert cientos sekunden segundos seconds inches doors puertas portes"
)
_BEFORE_LATE = words_of("mas muy molt tan algo poco llego llegamos demasiado")
_NOT_TOMORROW = words_of(
    "ha he has han hem hemos havia habia haya ano anos any anys verano estiu invierno hivern otono tardor primavera curso curs"
)
"""«Qué ha pasado», «el año pasado»."""
_DAYS = frozenset({"counted", "day", "date", "relative", "week", "month", "early", "number", "any"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``first`` to ``last`` (exclusive) and what they name: day, week, hour, part…"""

    first: int
    last: int
    kinds: frozenset[str]

    @property
    def names_day(self) -> bool:
        return not _DAYS.isdisjoint(self.kinds)


@cached_in_owner
def time_phrases(words: Words) -> list[Phrase]:
    """Return the time expressions of the turn in order."""
    if len(words) > _SHORT and ANCHORS.isdisjoint(words.words):
        return []
    return list(_joined(words, _atoms(words)))


def _atoms(words: Words) -> list[Phrase]:
    """The same letters always parse the same way, so each segment is parsed once and cached: «kld» is «para el lunes» in every call."""
    codes = _codes(words)
    found: list[Phrase] = []
    first = 0
    for last in () if CORE_LETTERS.isdisjoint(codes) else pauses(words):
        part = codes[first : last + 1]
        if not CORE_LETTERS.isdisjoint(part):
            for start, end, kind in atoms_in(part + _PAUSE_LETTERS[words.breaks[last]]):
                atom = Phrase(first + start, first + end, _ALONE[kind])
                if not _is_something_else(words, atom, kind):
                    found.append(atom)
        first = last + 1
    return found


def atoms_in(letters: str) -> Iterator[tuple[int, int, str]]:
    """Yield the span and kind of each atom in the letters between two pauses, including the letter of the second pause."""
    for segment in _SEGMENT.finditer(letters):
        index = segment.start()
        for start, end, kind in _IN_SEGMENT[segment.group()]:
            yield index + start, index + end, kind


def _in_segment(letters: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((*found.span(), found.lastgroup or "") for found in ATOM.finditer(letters))


_IN_SEGMENT = MemoDict(_in_segment)


def _codes(words: Words) -> str:
    codes = map(CODES.__getitem__, words.words)
    if words.text.isascii() or _ACCENTED.keys().isdisjoint(words.words):
        return "".join(codes)
    return "".join(
        _ACCENTED[word] if word in _ACCENTED and _has_accent(words, index) else code
        for index, (word, code) in enumerate(zip(words.words, codes, strict=True))
    )


def _has_accent(words: Words, index: int) -> bool:
    return not words.text[words.starts[index] : words.ends[index]].isascii()


def _is_something_else(words: Words, atom: Phrase, kind: str) -> bool:
    """«A las veinte mil» is not an hour, «muy tarde» not a part of the day, «¿qué ha pasado?» not a day."""
    before = words.words[atom.last - 2] if atom.last > 1 else ""
    if _is_no_number_of_a_day(words, atom, kind) or (kind == "part" and before == "se"):
        return True
    if (before in _BEFORE_LATE and kind == "part") or (before in _NOT_TOMORROW and kind == "relative"):
        return True
    return (
        kind in ("hour", "number", "date", "span")
        and words.breaks[atom.last - 1] == NONE
        and not _COUNTED.isdisjoint(words.words[atom.last : atom.last + 1])
    )


def _is_no_number_of_a_day(words: Words, atom: Phrase, kind: str) -> bool:
    """«Los dos» means both, «the one» is any thing, «primero cuánto» asks for a price."""
    first, last = words.words[atom.first], words.words[atom.last - 1]
    if kind == "number":
        return first in _PLURAL or last in _ANY_ONE
    return kind == "edge" and last in _HOW_MUCH


_PLURAL, _ANY_ONE, _HOW_MUCH = (
    words_of("los els las les ses die"),
    words_of("one uno una"),
    words_of("cuanto quanto"),
)


def _joined(words: Words, atoms: list[Phrase]) -> Iterator[Phrase]:
    phrase: Phrase | None = None
    for atom in atoms:
        if phrase is not None and _belongs(words, phrase, atom):
            phrase = Phrase(phrase.first, atom.last, phrase.kinds | atom.kinds)
            continue
        if phrase is not None:
            yield _trimmed(words, phrase)
        phrase = atom
    if phrase is not None:
        yield _trimmed(words, phrase)


def _belongs(words: Words, phrase: Phrase, atom: Phrase) -> bool:
    """Whether the atom continues the phrase: directly, after «o», or after a pause if nothing else follows it."""
    pauses = words.breaks[phrase.last - 1 : atom.first]
    between = "".join(CODES[word] for word in words.words[phrase.last : atom.first])
    if not _JOINS.fullmatch(between) or CODES[words.words[atom.first]] == "z":
        return False
    if max(pauses) == NONE:
        return between == "c" or phrase.kinds.isdisjoint(atom.kinds)
    goes_on = (
        atom.last < len(words)
        and words.breaks[atom.last - 1] == NONE
        and CODES[words.words[atom.last]] != "c"
    )
    if between or (goes_on and not ("week" in phrase.kinds and "day" in atom.kinds)):
        return False
    return phrase.kinds.isdisjoint(atom.kinds) and (phrase.names_day or atom.names_day)


def _trimmed(words: Words, phrase: Phrase) -> Phrase:
    """Strips a leading «a», «to», «auf» before a day, and adds a trailing «mismo», «noch»."""
    first, last = phrase.first, phrase.last
    while first < last - 1 and _leads_nowhere(words, first, phrase):
        first += 1
    last += next((len(tail) for tail in _TAILS if words.words[last : last + len(tail)] == tail), 0)
    end = last
    while (
        end < min(len(words), last + 2) and words.breaks[end - 1] == NONE and CODES[words.words[end]] in "xN"
    ):
        end += 1
        if words.words[end - 1] in _SUFFIXES:
            last = end
    if (
        first
        and words.breaks[first - 1] == NONE
        and words.words[first - 1] in _ONE
        and phrase.kinds & {"day", "part", "any"}
    ):
        first -= 1
    return Phrase(first, last, phrase.kinds)


def _leads_nowhere(words: Words, first: int, phrase: Phrase) -> bool:
    word, follows = words.words[first], words.words[first + 1]
    if "counted" in phrase.kinds and word in ("d", "de", "a"):
        return False
    if word in _NOT_FIRST:
        return not (word in ("a", "al") and (CODES[follows] in "LeaOk" or not phrase.names_day))
    if word == "about":
        return follows in _AFTER_ABOUT or CODES[follows] == "d"
    return follows in _AFTER_IN if word == "in" else word == "es" and follows in _SPANISH


_AFTER_IN = words_of("after before on for")
_AFTER_ABOUT = _AFTER_IN | words_of("about the")
_ONE = words_of("un una einen einem ein")
_ACCENTED = {"es": "_", "el": "_", "mes": "x"}
"""«és», «él», «més» are different words from «es», «el», «mes»."""
_SPANISH = words_of("lunes martes miercoles jueves viernes sabado domingo manana hoy el la en")
