"""Spelt letters: their names in four languages, spelling alphabets, «M for mother», «be de Barcelona»."""

from workers.analysis import numerals
from workers.analysis.text import NONE, Words, words_of

_NAMES = {
    "a": "a alfa alpha anton aachen", "b": "b be bee bravo berta barcelona berlin bi", "c": "c ce see charlie casar caesar casa",
    "d": "d de dee delta dora dado dusseldorf di", "e": "e echo emil", "f": "f efe efa effe ef eff foxtrot friedrich francia efes",
    "g": "g ge gee golf gustav granada", "h": "h hache hac ha haitch aitch hotel heinrich ache atxe atx", "i": "i india ida",
    "j": "j jota jay juliet juliett juliette julius jot jotta iota", "k": "k ka ca kay kilo kaufmann konrad kaa quilo",
    "l": "l ele ela elle ell lima ludwig eles", "m": "m eme ema emme em mike martha maria madrid emes",
    "n": "n ene ena enne en november nordpol navarra enes", "o": "o oscar otto", "p": "p pe pee papa paula paris pi",
    "q": "q cu ku queue quebec quelle", "r": "r erre erra ere era er romeo richard roma ar erres", "s": "s ese essa esa esse ess sierra siegfried samuel sevilla eses",
    "t": "t te tee tango theodor tarragona ti", "u": "u uniform ulrich", "v": "v uve ve victor viktor valencia vau fau uves",
    "w": "w whiskey whisky wilhelm washington we dobleuve uvedoble", "x": "x equis ics ix xeix xray xanthippe iks ekis eks ex equix",
    "y": "y yankee ypsilon ipsilon ye why", "z": "z zeta ceta seta zulu zacharias zeppelin zet zett zed zee zaragoza",
}  # fmt: skip
LETTERS = {word: letter[0].upper() for letter, words in _NAMES.items() for word in words.split()}
_DOUBLE_V = {("uve", "doble"), ("ve", "doble"), ("doble", "uve"), ("doble", "u"), ("doble", "ve"), ("double", "u"), ("double", "you"), ("double", "v"), ("doppel", "v"), ("be", "doble"), ("doble", "v"), ("v", "doble"), ("uve", "double")}  # fmt: skip
_GREEK_I = {("i", "griega"), ("y", "griega"), ("i", "grega"), ("i", "greca")}
_X_RAY = ("x", "ray")
_KIND_OF_B = words_of("alta baixa baja larga corta chica grande llarga curta petita ")
_VOWELS = frozenset("aeiou")
LONGEST_BLOCK = 3
_CODE_OF_A_TOWN = 2
_TITLES = words_of("mr mrs ms dr sr sra")
_LETTER_NAMES = {word for word in LETTERS if len(word) < 4} | words_of(
    "erre erra jota jotta iota zeta ceta seta zett essa emma emme enne elle hache haitch aitch ache atxe equis equix"
)
"""What names a letter, and is no example of one as «papá» is in «pe de papá»."""
_CONTRACTED = words_of("ll ve re")
_SUCH_AS = words_of("de d for fur wie com como as of like ")
_SENTENCE_GOES_ON = words_of(
    "pero pues porque por para como con cuando cuanto que sino tambien perque per quan tambe but"
)
"""«jota pe de, pero…»: the «de» before a conjunction or preposition is a letter, not the beginning of an example."""


_PAIRED = frozenset(first for first, _ in (*_DOUBLE_V, *_GREEK_I, _X_RAY))
BETWEEN = _SUCH_AS | _KIND_OF_B | {"in"} | {second for _, second in (*_DOUBLE_V, *_GREEK_I, _X_RAY)}
"""Words that are part of spelling a letter without being one."""


def letter_at(words: Words, index: int) -> tuple[str, int] | None:
    """Return the letter or letters spelt there and the index after them; None if the word spells nothing."""
    said = words.words
    pair = _pair_at(words, index) if said[index] in _PAIRED else None
    if pair is not None:
        return pair
    letter = LETTERS.get(said[index])
    if letter is not None and _is_written_block(words, index):
        return said[index].upper(), index + 1
    if letter is not None and not _elided(words, index):
        after = index + 1
        if letter in "BV" and after < len(said) and said[after] in _KIND_OF_B:
            letter, after = ("B" if said[after] in ("alta", "larga", "grande", "llarga") else "V"), after + 1
        return letter, _after_example(words, after, letter.lower())
    return (said[index].upper(), index + 1) if is_block(words, index) else None


def _pair_at(words: Words, index: int) -> tuple[str, int] | None:
    pair = tuple(words.words[index : index + 2])
    if pair in _DOUBLE_V:
        return "W", _after_example(words, index + 2, "w")
    if pair in _GREEK_I:
        return "Y", index + 2
    return ("X", index + 2) if pair == _X_RAY else None


def may_be_example(words: Words, index: int) -> bool:
    """Tell whether the word could only illustrate the letter before it: «be de Barcelona», «D as in David»."""
    before = words.words[index - 1] if index else ""
    return before in _SUCH_AS or before == "in"


def _elided(words: Words, index: int) -> bool:
    """The «s» of «it's» and of «s'oli» is not a spelt letter."""
    text, start, end = words.text, words.starts[index], words.ends[index]
    if _is_contracted(words, index):
        return True
    return end - start == 1 and (text[start - 1 : start] in ("'", "’") or text[end : end + 1] in ("'", "’"))


def _is_contracted(words: Words, index: int) -> bool:
    """The «ll» of «I'll be there» is no block of letters."""
    start = words.starts[index]
    return words.words[index] in _CONTRACTED and words.text[start - 1 : start] in ("'", "’")


def _after_example(words: Words, index: int, letter: str) -> int:
    """Skip all examples of the letter: «de burra, de barco»."""
    after = _after_one_example(words, index, letter)
    while index < after < len(words) and words.words[after] == "de":
        index, after = after, _after_one_example(words, after, letter)
    return after


def _after_one_example(words: Words, index: int, letter: str) -> int:
    """Skip «de Valencia», «for mother», «as in David», «wie Nordpol» after the letter they illustrate."""
    said = words.words
    if index < len(said) and _is_alphabet_word(words, index, letter):
        return index + 1
    if (
        index >= len(said)
        or said[index] not in _SUCH_AS
        or words.breaks[index]
        or said[min(index + 1, len(said) - 1)] in numerals.WORDS
        or said[min(index + 1, len(said) - 1)] in _SENTENCE_GOES_ON
    ):
        return index
    word = index + 1 + (index + 1 < len(said) and said[index] == "as" and said[index + 1] == "in")
    if word < len(said) and said[word].startswith(letter) and len(said[word]) > 2 and not _spells(said[word]):
        return word + 1
    if word < len(said) and said[index] != "de" and _begins(words, index, word, letter):
        return word + 1
    return (
        word + 1 if word < len(said) and said[word].startswith(letter) and words.capitalised(word) else index
    )


def _is_alphabet_word(words: Words, index: int, letter: str) -> bool:
    """«N November» is one N; «kilo kilo» are two."""
    word, before = words.words[index], words.words[index - 1]
    named = before in _LETTER_NAMES and words.breaks[index - 1] == NONE
    return named and word not in _LETTER_NAMES and LETTERS.get(word) == letter.upper()


def _begins(words: Words, index: int, word: int, letter: str) -> bool:
    """«F wie Friedrich», and «H D wie Heidelberg»: a town for both letters."""
    example, before = words.words[word], words.words[index - 2] if index > 1 else ""
    first = LETTERS.get(before, "").lower()
    return example.startswith(letter) or (bool(first) and example[0] == first and letter in example[1:])


def _spells(word: str) -> bool:
    return word in _LETTER_NAMES


def _is_written_block(words: Words, index: int) -> bool:
    """The «KA» of «KA HM 418», beside another block; «DE» alone, or where all is in capitals, names a letter."""
    if len(words.words[index]) != _CODE_OF_A_TOWN or words.breaks[index] or index + 1 >= len(words):
        return False
    here, after = words.original(index, index + 1), words.original(index + 1, index + 2)
    return (
        here.isupper()
        and after.isupper()
        and len(after) <= _CODE_OF_A_TOWN
        and after.lower() not in LETTERS
        and not words.text.isupper()
    )


def is_block(words: Words, index: int) -> bool:
    """«GBH», «lgk»: letters written together, in capitals or without a vowel."""
    word = words.words[index]
    if not 1 < len(word) <= LONGEST_BLOCK or word in _TITLES or _is_contracted(words, index):
        return False
    return _VOWELS.isdisjoint(word) or words.text[words.starts[index] : words.ends[index]].isupper()
