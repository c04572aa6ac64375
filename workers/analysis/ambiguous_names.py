"""Names of makes and models that could mean anything else: «venga», «un golf», «500», «ce tres»; and what shows that the vehicle is meant."""

from workers.analysis.gazetteer import MAKE, MODEL
from workers.analysis.letters import LETTERS
from workers.analysis.numbers import begins_number
from workers.analysis.numerals import THOUSAND_WORDS
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.text import COMMA, SENTENCE, Words, words_of
from workers.sectors.schema import Sector

_ARTICLES = words_of(
    "an un una el la mi del al es sa des mon ma meu seu nostre nuestro nuestra tu su este esta aquest aquesta so l the my our your that this old "
)
_GERMAN_ARTICLES = words_of("ein eine einen einem einer der die das den dem mein meinen meinem unser unseren")
_TO_PLACES = words_of(
    "en a in to from at desde hasta nach aus de fins cap near cerca hotel calle carrer avenida platja playa"
)
_BEFORE_PERSON = words_of("soy llamo dona senora sra na frau mrs miss som dic name maria doctora")
_WORDS_TOO = words_of("a de e o y i er era ca u un una ve es in la el ha de d one oh mi ma pe")
"""Names of letters and numbers that are mostly words of the sentence."""
_MEASURES = words_of(
    "euro euros eur km kms kilometros quilometres kilometres kilometer kilometern miles meilen anos anys years jahre caballos cavalls ps hp "
    "por per percent prozent litros litres minutos grados metros metres metern rpm vueltas und and coma"
)
_SHORT_ANSWER = 6
_NEAR_MAKE = 2
_LONG_NUMBER = 3


def is_vouched(reading: Reading, sector: Sector, hit: Hit, *, asked: bool) -> bool:
    """Tell whether the words surely name a vehicle: not ambiguous at all, or shown to mean one by what is around them."""
    words = reading.words[hit.turn]
    said = words.words[hit.first : hit.last]
    if _is_person_or_place(reading, hit):
        return _beside_make(reading, sector, hit)
    if len(said) == 1 and _is_common(reading, said[0]):
        return _common_vouched(reading, sector, hit, asked=asked)
    if not all(_is_vague(word) for word in said):
        return True
    if hit.concept.startswith(MAKE):
        return not _in_code(words, hit) or _before_model(reading, sector, hit)
    return _code_vouched(reading, sector, hit, asked=asked)


def names_vehicle(reading: Reading, turn: int) -> bool:
    """Tell whether a make or model is named there that could hardly be anything else, or follows an article."""
    return bool(reading.family(turn, "make")) or any(
        _is_plain(reading, hit) for hits in reading.family(turn, "model").values() for hit in hits
    )


def _is_plain(reading: Reading, hit: Hit) -> bool:
    words = reading.words[hit.turn]
    said = words.words[hit.first : hit.last]
    if len(said) == 1 and said[0] in reading.ambiguous.everyday:
        return words.capitalised(hit.first) and _after_article(words, hit)
    return not all(_is_vague(word) for word in said) or _after_article(words, hit)


def is_person(reading: Reading, hit: Hit) -> bool:
    """Tell whether the one word could be a person's name: «Torres», «Diane»."""
    return hit.last - hit.first == 1 and reading.words[hit.turn].words[hit.first] in reading.ambiguous.persons


def _is_common(reading: Reading, word: str) -> bool:
    return word in reading.ambiguous.names or word in reading.ambiguous.everyday


def _is_vague(word: str) -> bool:
    return len(word) <= 2 or word[0].isdigit() or word in LETTERS or word == "and" or begins_number(word)


def _is_person_or_place(reading: Reading, hit: Hit) -> bool:
    words = reading.words[hit.turn]
    if hit.first == 0 or hit.last - hit.first > 1:
        return False
    before, word = words.words[hit.first - 1], words.words[hit.first]
    if word in reading.ambiguous.places and before in _TO_PLACES:
        return True
    return word in reading.ambiguous.persons and before in _BEFORE_PERSON


def _common_vouched(reading: Reading, sector: Sector, hit: Hit, *, asked: bool) -> bool:
    """An ambiguous name counts beside its make, or capitalized where the vehicle was asked for or an article precedes."""
    words = reading.words[hit.turn]
    word, sure = words.words[hit.first], reading.ambiguous.sure
    if hit.concept.startswith(MAKE):
        return _before_model(reading, sector, hit) or (
            words.capitalised(hit.first) and (asked or _after_article(words, hit) or word in sure)
        )
    if _make_in_turn(reading, sector, hit):
        return not begins_number(word) or _beside_make(reading, sector, hit)
    if asked and len(words) <= _SHORT_ANSWER and word in sure:
        return True
    if not words.capitalised(hit.first):
        return word in reading.ambiguous.sure_in_small and _after_article(words, hit)
    if asked or word in sure or _after_article(words, hit):
        return True
    return _after_article(words, hit, _GERMAN_ARTICLES) and word in sure


def _code_vouched(reading: Reading, sector: Sector, hit: Hit, *, asked: bool) -> bool:
    """«C3», «ce tres», «208», «CLK»."""
    words = reading.words[hit.turn]
    said = words.words[hit.first : hit.last]
    after_article = _after_article(words, hit) or _after_article(words, hit, _GERMAN_ARTICLES)
    if all(word[0].isdigit() or begins_number(word) for word in said):
        if _is_quantity(words, hit) or (
            words.words[hit.first - 1 : hit.first] in (["del"], ["des"]) and len(said) > 1
        ):
            return False
        if _make_in_turn(reading, sector, hit):
            return _beside_make(reading, sector, hit) or after_article
        return after_article and len("".join(said)) >= _LONG_NUMBER and (asked or _is_parted(words, hit))
    if _make_in_turn(reading, sector, hit):
        return not _is_quantity(words, hit)
    written = words.text[words.starts[hit.first] : words.ends[hit.last - 1]]
    has_number = any(word[0].isdigit() or begins_number(word) for word in said)
    is_written = len(said) == 2 and words.ends[hit.first] == words.starts[hit.first + 1]
    if is_written and has_number and not said[0][0].isdigit():
        return True
    if _in_code(words, hit):
        return False
    if not has_number:
        return after_article and written.isupper() and len(written) > 1
    return after_article and words.words[hit.first] not in _WORDS_TOO


def _after_article(words: Words, hit: Hit, articles: frozenset[str] = _ARTICLES) -> bool:
    return hit.first > 0 and words.words[hit.first - 1] in articles and words.breaks[hit.first - 1] < COMMA


def _is_parted(words: Words, hit: Hit) -> bool:
    return hit.last == len(words) or words.breaks[hit.last - 1] >= COMMA


def _is_quantity(words: Words, hit: Hit) -> bool:
    """«Trescientos veinte euros», «ciento veinte mil»: more follows that makes it another number, or says of what."""
    if hit.last >= len(words) or words.breaks[hit.last - 1] >= COMMA:
        return False
    after = words.words[hit.last]
    return after in THOUSAND_WORDS or after in _MEASURES


def _in_code(words: Words, hit: Hit) -> bool:
    """The letters and digits around it show that it is a part of a plate."""
    before = words.words[hit.first - 1] if hit.first else ""
    after = words.words[hit.last] if hit.last < len(words) else ""
    if after and words.breaks[hit.last - 1] >= SENTENCE:
        after = ""
    if before and words.breaks[hit.first - 1] >= SENTENCE:
        before = ""
    return any(
        word and word not in _WORDS_TOO and (word in LETTERS or word[0].isdigit() or begins_number(word))
        for word in (before, after)
    )


def _make_in_turn(reading: Reading, sector: Sector, hit: Hit) -> bool:
    name = hit.concept.removeprefix(MODEL)
    return any(name in sector.gazetteer[make.removeprefix(MAKE)] for make in reading.family(hit.turn, "make"))


def _beside_make(reading: Reading, sector: Sector, hit: Hit) -> bool:
    name = hit.concept.removeprefix(MODEL)
    return any(
        0 <= hit.first - other.last <= _NEAR_MAKE
        for make, others in reading.family(hit.turn, "make").items()
        if name in sector.gazetteer[make.removeprefix(MAKE)]
        for other in others
    )


def _before_model(reading: Reading, sector: Sector, hit: Hit) -> bool:
    models = sector.gazetteer[hit.concept.removeprefix(MAKE)]
    return any(
        other.first in (hit.first, hit.last) and model.removeprefix(MODEL) in models
        for model, others in reading.family(hit.turn, "model").items()
        for other in others
    )
