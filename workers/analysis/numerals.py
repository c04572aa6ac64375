"""Number words of Spanish, Catalan, English and German, folded. German compounds are generated."""

from functools import lru_cache

UNITS: dict[str, int] = {}
TEENS: dict[str, int] = {}
TENS: dict[str, int] = {}
COMPOUNDS: dict[str, int] = {}
HUNDREDS: dict[str, int] = {}
HUNDRED_WORDS = frozenset(["cents", "hundred", "hundert", "cientos"])
THOUSAND_WORDS = frozenset(["mil", "thousand", "tausend"])
DOUBLES = {
    "doble": 2,
    "double": 2,
    "doppel": 2,
    "doppelt": 2,
    "dobles": 2,
    "triple": 3,
    "treble": 3,
    "dreifach": 3,
    "zweimal": 2,
    "dreimal": 3,
}

PLURALS: dict[str, int] = {}
"""«Tres ceros»: digits that are counted. Without those that are also something else: «uns», «nous», «sets», «achten»."""
MOST_COUNTED = 6

_UNIT_WORDS = (
    "cero zero sero null oh ceros zeros nul zerro nought naught",
    "uno eins one u1 hun",
    "dos dues two zwei zwo",
    "tres three drei",
    "cuatro quatre four vier cuatre kuatro quatro",
    "cinco cinc five funf fuenf sinco",
    "seis sis six sechs",
    "siete set seven sieben",
    "ocho vuit eight acht huit",
    "nueve nou nine neun",
)
_PLURAL_WORDS = (
    "ceros zeros zeroes noughts nullen", "unos ones einsen", "doses dosos twos zweien", "treses tresos threes dreien", "cuatros quatres fours vieren",
    "cincos cincs fives funfen", "seises sisos sixes sechsen", "sietes sevens siebenen", "ochos vuits eights", "nueves nines neunen",
)  # fmt: skip
_TEEN_WORDS = (
    "diez deu ten zehn", "once onze eleven elf", "doce dotze twelve zwolf zwoelf dose", "trece tretze thirteen dreizehn trese",
    "catorce catorze fourteen vierzehn quatorze", "quince quinze fifteen funfzehn fuenfzehn", "dieciseis setze sixteen sechzehn",
    "diecisiete disset desset seventeen siebzehn", "dieciocho divuit devuit eighteen achtzehn", "diecinueve dinou denou nineteen neunzehn",
)  # fmt: skip
_TEN_WORDS = (
    "veinte vint twenty zwanzig beinte", "treinta trenta thirty dreissig dreisig dreizig", "cuarenta quaranta coranta forty vierzig fourty",
    "cincuenta cinquanta fifty funfzig fuenfzig", "sesenta seixanta sixty sechzig xixanta", "setenta setanta seventy siebzig",
    "ochenta vuitanta eighty achtzig", "noventa noranta ninety neunzig",
)  # fmt: skip
_TWENTIES = "veintiun veintiuno veintiuna veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
_HUNDRED_FORMS = (
    "cien ciento cent hundert", "doscientos doscientas", "trescientos trescientas", "cuatrocientos cuatrocientas", "quinientos quinientas",
    "seiscientos seiscientas", "setecientos setecientas", "ochocientos ochocientas", "novecientos novecientas",
)  # fmt: skip
_GERMAN_UNITS = {
    "ein": 1,
    "eins": 1,
    "zwei": 2,
    "zwo": 2,
    "drei": 3,
    "vier": 4,
    "funf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
}


def _fill() -> None:
    for value, words in enumerate(_UNIT_WORDS):
        UNITS.update(dict.fromkeys(words.split(), value))
    for value, words in enumerate(_PLURAL_WORDS):
        PLURALS.update(dict.fromkeys(words.split(), value))
    for value, words in enumerate(_TEEN_WORDS, 10):
        TEENS.update(dict.fromkeys(words.split(), value))
    for value, words in enumerate(_TEN_WORDS, 2):
        TENS.update(dict.fromkeys(words.split(), value * 10))
    twenties = _TWENTIES.split()
    COMPOUNDS.update(dict.fromkeys(twenties[:3], 21))
    COMPOUNDS.update({word: value for value, word in enumerate(twenties[3:], 22)})
    for value, words in enumerate(_HUNDRED_FORMS, 1):
        HUNDREDS.update(dict.fromkeys(words.split(), value * 100))


_fill()
WORDS = (
    frozenset(UNITS)
    | frozenset(TEENS)
    | frozenset(TENS)
    | frozenset(COMPOUNDS)
    | frozenset(HUNDREDS)
    | HUNDRED_WORDS
    | THOUSAND_WORDS
)
"""Every single word that is or belongs to a number, except German compounds."""


@lru_cache(maxsize=4096)
def german_number(word: str) -> int | None:
    """Read a German compound number below a million: ``achtundsiebzigtausend``, ``neunzehnhundertzwei``; None if the word is not one."""
    if "tausend" in word:
        head, _, tail = word.partition("tausend")
        thousands = _german_below_thousand(head) if head else 1
        rest = _german_below_thousand(tail.removeprefix("und")) if tail else 0
        return None if thousands is None or rest is None else thousands * 1000 + rest
    return _german_below_thousand(word)


def _german_below_thousand(word: str) -> int | None:
    if "hundert" in word:
        head, _, tail = word.partition("hundert")
        hundreds = _GERMAN_UNITS.get(head, TEENS.get(head)) if head else 1
        rest = _german_below_hundred(tail.removeprefix("und")) if tail else 0
        return None if hundreds is None or rest is None else hundreds * 100 + rest
    return _german_below_hundred(word)


def _german_below_hundred(word: str) -> int | None:
    if word in TEENS:
        return TEENS[word]
    if word in TENS:
        return TENS[word]
    if word in _GERMAN_UNITS:
        return _GERMAN_UNITS[word]
    if "und" not in word:
        return None
    for unit, value in _GERMAN_UNITS.items():
        ten = TENS.get(word.removeprefix(unit + "und"))
        if ten is not None and word.startswith(unit + "und"):
            return ten + value
    return None
