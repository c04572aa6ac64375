"""Names in lower case, as some recognizers write them: between two pauses, next to a number, or where a name was asked for."""

from collections.abc import Iterator

from workers.analysis import numerals
from workers.analysis.numbers import digits_at_most
from workers.analysis.phones import DigitRun, digit_runs
from workers.analysis.reading import Reading
from workers.analysis.stopwords import WORD_WEIGHTS
from workers.analysis.text import COMMA, Words, capitals, words_of

_MOST_WORDS = 4
_GIVEN_AND_SURNAME = 2
_SHORTEST = 3
_PHONE_DIGITS = 7
_INSIDE = words_of("de del la i y von van der den da")
_BEFORE = words_of("soy me llamo som na en es el la sí si a nombre de nom ja ich bin it s i m my name is")
"""Words that may precede a name between two pauses."""
_COMMON = words_of(
    "fijo movil mobil casa trabajo empresa correo momento espere wait moment handy privat numero telefono telefon mobile phone number"
    " exacto correcto claro perfecto genial estupendo venga okay right fine lovely sure sorry prima super genau richtig stimmt"
    " apunta apunte toma anota nota escolta idò ido dale eso mismo misma listo cliente senyor senyora guapa carino maja maco hija"
    " segunda primera tercera tarde mismo minuto segundo rato prisa favor please bitte porfa"
    " hecho venga oye escucha espera plus mas més doble double triple doppelt"
)

_GREETINGS = words_of(
    "tag morgen abend hallo servus moin hola dias dies tardes tarda vespre noches nit morning afternoon evening hello hi hey"
)
_SELF = words_of("ich wir i we yo tengo tenia tenc tenia mire mira miri llamo truc telefon")
_GREETED = range(_GIVEN_AND_SURNAME, 4)


def plain_names(reading: Reading, turn: int, *, asked: bool) -> Iterator[tuple[int, int]]:
    """Yield spans that may be a name in a turn written without capitals."""
    words = reading.words[turn]
    numbers = _telephones(words)
    if not (asked or numbers):
        return
    taken = _taken(reading, turn)
    for start, end in _breaths(words):
        first = start
        while first < end and words.words[first] in _BEFORE:
            first += 1
        last = next((index for index in range(first, end) if not _name_like(words, index, taken)), end)
        while last > first and words.words[last - 1] in _INSIDE:
            last -= 1
        if not 0 < last - first <= _MOST_WORDS or (last < end and not _before_number(last, numbers)):
            continue
        if (asked or _near(start, end, numbers)) and any(
            len(word) >= _SHORTEST for word in words.words[first:last]
        ):
            yield first, last


def introduced(reading: Reading, turn: int, starts: frozenset[int]) -> Iterator[tuple[int, int]]:
    """«Soy marta escandell tengo hora…»: at least two otherwise meaningless words after an announcing phrase; a single one might be a trade."""
    if not starts:
        return
    words, taken = reading.words[turn], _taken(reading, turn)
    for first in sorted(starts):
        last = first
        while last < min(len(words), first + _MOST_WORDS) and _name_like(words, last, taken):
            last += 1
            if words.breaks[last - 1] >= COMMA:
                break
        while last > first and words.words[last - 1] in _INSIDE:
            last -= 1
        if last - first >= _GIVEN_AND_SURNAME and words.words[first] not in _INSIDE:
            yield first, last


def greeted(words: Words, first: int, last: int) -> bool:
    """«Guten Morgen Anja Brandt ich komme…», where the recognizer hears no pause: between the greeting and a sentence of the caller's own."""
    begins = first > 0 and words.words[first - 1] in _GREETINGS
    goes_on = not _SELF.isdisjoint(words.words[last : last + 1])
    return begins and goes_on and sum(map(words.capitalised, range(first, last))) in _GREETED


def _telephones(words: Words) -> list[DigitRun]:
    if digits_at_most(words) < _PHONE_DIGITS:
        return []
    return [run for run in digit_runs(words) if len(run.digits) >= _PHONE_DIGITS]


def written_plain(words: Words) -> bool:
    """Tell whether at most the first letter is a capital."""
    return capitals(words) in ([], [0])


def _breaths(words: Words) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(len(words)):
        if words.breaks[index] >= COMMA or index == len(words) - 1:
            yield start, index + 1
            start = index + 1


def _taken(reading: Reading, turn: int) -> frozenset[int]:
    """Words with another meaning: makes, models, services, intents, days, hours, and set phrases."""
    return frozenset(
        index
        for concept, hits in reading.hits_by_turn[turn].items()
        if not concept.startswith("said:")
        for hit in hits
        for index in range(hit.first, hit.last)
    )


def _name_like(words: Words, index: int, taken: frozenset[int]) -> bool:
    word = words.words[index]
    if word in _INSIDE:
        return True
    if index in taken or word in _COMMON or word in numerals.WORDS or word in WORD_WEIGHTS:
        return False
    return word.isalpha() and len(word) > 1 and numerals.german_number(word) is None


def _before_number(last: int, numbers: list[DigitRun]) -> bool:
    return any(run.first == last for run in numbers)


def _near(start: int, end: int, numbers: list[DigitRun]) -> bool:
    """Right before or after a phone number, or a word or two away: «Ana Pons, y el teléfono…»."""
    return any(
        -1 <= run.first - end <= 4 or 0 <= start - run.last <= 3 or start <= run.first < end
        for run in numbers
    )
