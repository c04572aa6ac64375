"""Prices stated by the agent and how each is quoted; ranges, estimates and negations are left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from workers.analysis.grammar import NEGATORS
from workers.analysis.memoization import cached_in_owner
from workers.analysis.numbers import Number, quantities_in, says_number
from workers.analysis.reading import Reading
from workers.analysis.text import COMMA, NONE, Words, clause_end, clause_start, words_of

_MONEY = words_of("euro euros eur")
_CENTS = words_of("con amb coma comma komma point punto punt")
_TO = words_of("y e i a o u or to and bis und oder hasta fins")
_ABOUT = words_of(
    "unos unas uns unes sobre about around roughly approximately approx aproximadamente aproximadament circa cerca etwa "
    "ungefahr rund zirka desde from ab partir hasta fins maximo maxim minimo minim up least most mindestens hochstens "
    "entre between zwischen hacia casi alrededor devers menos menys depende depen depends depending segun segons je"
)
_WAYS = {
    "total": words_of("total todo tot todos tots alles gesamt insgesamt zusammen altogether everything juntos junts together"),
    "each": words_of("cada each apiece unidad unitat stuck hora hour stunde pro"),
    "tax": words_of("iva vat mwst mehrwertsteuer tax impuestos impostos netto brutto net gross"),
    "reduced": words_of("descuento descompte discount rabatt oferta offer angebot rebaja rebaixa promocion promocio promotion"),
}  # fmt: skip
_WITHOUT_TAX = words_of(
    "sin sense ohne without mas mes plus zzgl zuzuglich aparte apart excluding exkl netto net"
)
_REACH = 3


@dataclass(frozen=True, slots=True)
class Price:
    """Whole euros; ``ways`` is how the price is quoted: in total, each, with or without tax, reduced."""

    euros: int
    turn: int
    first: int
    last: int
    ways: frozenset[str]


def stated_prices(reading: Reading) -> list[Price]:
    return [price for turn in reading.agent_turns() for price in _prices(reading, turn)]


def _prices(reading: Reading, turn: int) -> Iterator[Price]:
    words = reading.words[turn]
    if not (says_number(words) and ("€" in words.text or not _MONEY.isdisjoint(words.words))):
        return
    numbers = quantities_in(words)
    for place, number in enumerate(numbers):
        last = _end_of_money(words, number)
        if last is None:
            continue
        before = numbers[place - 1] if place else None
        head = before if before and _is_cents(words, before, number) else number
        if not _is_vague(words, head, last):
            start, end = clause_start(words, head.first), clause_end(words, last - 1)
            yield Price(head.value, turn, head.first, last, _ways(words.words[start:end]))


def _ways(said: list[str]) -> frozenset[str]:
    ways = {way for way, words in _WAYS.items() if not words.isdisjoint(said)}
    if "tax" in ways and not _WITHOUT_TAX.isdisjoint(said):
        ways.add("tax apart")
    return frozenset(ways)


def _end_of_money(words: Words, number: Number) -> int | None:
    """The index after the currency word, or after the number if a sign marks it; None if it is not an amount of money."""
    last = number.last
    following = words.starts[last] if last < len(words) else len(words.text)
    if "€" in words.text[words.ends[last - 1] : following]:
        return last
    before = words.ends[number.first - 1] if number.first else 0
    if words.text[before : words.starts[number.first]].rstrip().endswith("€"):
        return last
    if last < len(words) and words.words[last] in _MONEY and words.breaks[last - 1] == NONE:
        return last + 1
    return None


def _is_cents(words: Words, euros: Number, number: Number) -> bool:
    """«89,50 €», «ochenta y nueve con cincuenta euros»."""
    between = words.words[euros.last : number.first]
    if between:
        return len(between) == 1 and between[0] in _CENTS
    gap = words.text[words.ends[euros.last - 1] : words.starts[number.first]]
    return gap in {",", "."} and len(words.words[number.first]) == 2


def _is_vague(words: Words, head: Number, last: int) -> bool:
    start = clause_start(words, head.first)
    before = words.words[max(start, head.first - _REACH) : head.first]
    after = words.words[last : min(clause_end(words, last - 1), last + _REACH)]
    if not _ABOUT.isdisjoint(before) or not _ABOUT.isdisjoint(after):
        return True
    return _is_range(words, head, last) or _is_denied(words, head.first, start)


def _is_range(words: Words, head: Number, last: int) -> bool:
    """«80 a 100 euros», «80 € o 100 €»: linked to another number."""
    index = head.first - 1
    joined = (
        index > 0
        and words.words[index] in _TO
        and (words.words[index - 1] in _MONEY or words.words[index - 1][0].isdigit())
    )
    spelt = index in _ends(words) and index >= 0 and words.words[index] in _TO
    dashed = head.first in _ends(words) and words.breaks[head.first - 1] < COMMA
    follows = last + 1 < len(words) and words.words[last] in _TO and last + 1 in _starts(words)
    return joined or spelt or dashed or follows


@cached_in_owner
def _starts(words: Words) -> frozenset[int]:
    return frozenset(number.first for number in quantities_in(words))


@cached_in_owner
def _ends(words: Words) -> frozenset[int]:
    return frozenset(number.last for number in quantities_in(words))


def _is_denied(words: Words, first: int, start: int) -> bool:
    for index in range(first - 1, max(start, first - 1 - _REACH) - 1, -1):
        if words.breaks[index] >= COMMA:
            return False
        if words.words[index] in NEGATORS:
            return True
    return False
