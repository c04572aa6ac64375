"""The caller's name: capitalized words where a name was asked for or announced."""

from collections.abc import Iterator

from workers.analysis import numerals
from workers.analysis.ambiguous_names import is_person
from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.identifiers import asked_last
from workers.analysis.memoization import MemoDict
from workers.analysis.numbers import digits_at_most
from workers.analysis.phones import digit_runs
from workers.analysis.plain_names import greeted, introduced, plain_names, written_plain
from workers.analysis.reading import Reading
from workers.analysis.stopwords import WORD_WEIGHTS
from workers.analysis.text import COMMA, NONE, QUESTION, Words, capitals, clause_end, split_words, words_of
from workers.sectors.schema import EntitySpec

_PARTICLES = words_of("de del la las los d di da von van der den el al ben mc mac o i y s na en ")
_ARTICLES = words_of("el la en na n l der die señor senor senora don dona ")
_CATALAN_ARTICLES = frozenset(["en", "na"])
_DOCTORS = frozenset(["dr", "dra"])
_TITLES = words_of(
    "mr mrs ms miss herr frau senor senora don dona sr sra monsieur madame sir doctor doctora doktor commander captain comandante capitan familie familia family ehepaar "
)
_NEVER = words_of(
    "si sí no hola buenos buenas bueno vale gracias perdon perdone mire mira pues bon bona bones be "
    "molt ja yes yeah hello hi good thanks guten tag morgen danke bitte gut perfekt perfecto termin "
    "uhr name nummer telefon english deutsch spanisch lunes martes ok okay dios deu god google "
    "vorname vornamen nachname gruss gott servus sie schreiben spanish english whatsapp bizum dni nie nif cif iban vin manacor palma mallorca inca felanitx arta "
)
_THANKS = words_of("gracias gracies danke thanks thank you perfecto ")
_PLACES = words_of(
    "sant santa san son porto puerto cala ca can cas ses es calle carrer calle plaza playa polg "
    "polig costa ma "
)
_COMPANIES = words_of(
    "firma spedition transportes transports construcciones construccions excursiones excursions empresa gelats vertrieb logistica distribuciones gestoria"
)
"""Words that begin the name of a business, not of a person."""
_ANNOUNCING = (
    ("name", "of"), ("de", "part", "de"), ("de", "part", "d"), ("de", "part", "d", "en"), ("de", "part", "de", "na"), ("es", "en"), ("es", "na"),
    ("soc",), ("soc", "en"), ("soc", "na"), ("a", "mi", "en"), ("pues", "yo"), ("that", "s", "me"),
)  # fmt: skip
_ELIDED, _APOSTROPHES = frozenset(["d", "o"]), ("'", "’")
_NAME_WORDS = words_of("nombre nom name namen vorname vornamen")
_DETERMINERS = words_of("die den das dem ein eine einen einem")
_SIDES = "[(*"
_PHONE_DIGITS, _MOST_ALONE = 7, 3
_SHORTEST_PART = 3
_AFTER_NAME = (
    ("von", "der"),
    ("hier",),
    ("mein", "name"),
    ("ist", "mein", "name"),
    ("heiss", "ich"),
    ("heisse", "ich"),
    ("me", "llamo"),
    ("em", "dic"),
    ("me", "dic"),
    ("is", "my", "name"),
    ("am", "apparat"),
    ("de", "nuevo"),
    ("calling",),
    ("here",),
)


def find_name(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    best: tuple[float, Evidence, str] | None = None
    never = frozenset(spec.never)
    for turn in reading.user_turns():
        asked = asked_last(reading, turn, spec.name) or _name_asked(reading, turn)
        answered = asked or _with_phone(reading, turn)
        said = frozenset(hit.last for hit in reading.in_turn(turn, f"said:{spec.name}"))
        for first, last in _candidates(reading, turn, said, asked=asked):
            if reading.words[turn].words[first] in never:
                continue
            score = _score(reading, turn, first, last, asked=answered, said=said)
            if score > 0 and (
                best is None or score > best[0] or _is_fuller(reading, turn, first, last, best[2])
            ):
                first, last, name = _in_full(reading, turn, first, last)
                best = score, reading.span_evidence(turn, first, last), name
    if best is None:
        return _asked_by_agent(reading, spec)
    return _finding(reading, best[1], as_written(best[2]))


def _is_fuller(reading: Reading, turn: int, first: int, last: int, name: str) -> bool:
    """«Hofmann hier», and «Jürgen Hofmann» when asked: the whole name, however surely a part of it was given before."""
    known = {word for word in split_words(name).words if word not in _TITLES}
    return known < set(reading.words[turn].words[first:last]) and last - first <= _MOST_ALONE


def _name_asked(reading: Reading, turn: int) -> bool:
    """«Of course. Name?»: a short question containing the word."""
    agent = reading.agent_before(turn)
    if (
        agent is None
        or not reading.words[agent].has_question
        or _NAME_WORDS.isdisjoint(reading.words[agent].words)
    ):
        return False
    words = reading.words[agent]
    return any(
        word in _NAME_WORDS and words.breaks[clause_end(words, index) - 1] == QUESTION
        for index, word in enumerate(words.words)
    )


def _in_full(reading: Reading, turn: int, first: int, last: int) -> tuple[int, int, str]:
    """«Petzold, Annegret» becomes Annegret Petzold; of «Brinkmann, Horst Brinkmann» the second half suffices."""
    words = reading.words[turn]
    if last - first > 2 and words.words[first] == words.words[last - 1]:
        first += 1  # without pauses: «Lang Monika Lang»
    said = words.original(first, last)
    end = last + max((len(tail) for tail in _AFTER_NAME if _follows(words, last, tail)), default=0)
    start = end + (words.words[end : end + 1] == ["vorname"])
    start += words.words[start : start + 1] in (["na"], ["en"])
    run = next((run for run in _capitalised(reading, turn) if run[0] == start), None)
    surname = first
    while surname < last - 1 and words.words[surname] in _TITLES:
        surname += 1
    if run is None or words.breaks[end - 1] < COMMA or surname != last - 1:
        return first, last, said
    if words.words[surname] in words.words[run[0] : run[1]]:
        return *run, words.original(*run)
    pair = words.breaks[end - 1] == COMMA and _ends(words, run[1])
    given = words.original(*run)
    if not pair or " " in given or run[0] in _taken(reading, turn):
        return first, last, said
    return surname, run[1], f"{given} {words.original(surname, last)}"


def _follows(words: Words, last: int, tail: tuple[str, ...]) -> bool:
    return words.breaks[last - 1] == NONE and tuple(words.words[last : last + len(tail)]) == tail


def _ends(words: Words, last: int) -> bool:
    return last == len(words) or words.breaks[last - 1] >= COMMA


def _with_phone(reading: Reading, turn: int) -> bool:
    """A name next to a phone number is the caller's, whether asked for or not."""
    words = reading.words[turn]
    return digits_at_most(words) >= _PHONE_DIGITS and any(
        len(run.digits) >= _PHONE_DIGITS for run in digit_runs(words)
    )


def _candidates(
    reading: Reading, turn: int, said: frozenset[int], *, asked: bool
) -> Iterator[tuple[int, int]]:
    yield from _capitalised(reading, turn)
    if written_plain(reading.words[turn]):
        yield from plain_names(reading, turn, asked=asked)
        yield from introduced(reading, turn, said)


def _capitalised(reading: Reading, turn: int) -> Iterator[tuple[int, int]]:
    words, after = reading.words[turn], 0
    starts = [at for at in capitals(words) if _MAY_BE_NAME[words.words[at]] or _begins_elided(words, at)]
    taken = _taken(reading, turn) if starts else frozenset[int]()
    for index in starts:
        if index < after or index in taken or _is_noise(words, index):
            continue
        last = index + 1
        while (
            last < len(words)
            and (words.breaks[last - 1] < COMMA or words.words[last - 1] in _DOCTORS)
            and last not in taken
            and (_continues(words, last) or _joined(words, last))
        ):
            last += 1
        while words.words[last - 1] in _PARTICLES and not words.capitalised(last - 1):
            last -= 1
        after = last
        yield index, _before_origin(words, index, last)


def _begins_elided(words: Words, index: int) -> bool:
    """«D'Arcy», «O'Brien»: one name, read as two words."""
    return _is_elided(words, index) and _MAY_BE_NAME[words.words[index + 1]] and words.capitalised(index + 1)


def _is_elided(words: Words, index: int) -> bool:
    """Tell whether an apostrophe joins the letter there to the next word."""
    joint = words.text[words.ends[index] : words.starts[index + 1]] if index + 1 < len(words) else ""
    return words.words[index] in _ELIDED and joint in _APOSTROPHES


def _is_noise(words: Words, index: int) -> bool:
    """«[corte]», the letters of a plate after its digits, the name of a business."""
    start, end = words.starts[index], words.ends[index]
    if start and words.text[start - 1] in _SIDES:
        return True
    letters = words.text[start:end].isupper() and end - start <= len("BCD")
    return words.words[index] in _COMPANIES or bool(letters and index and words.words[index - 1].isdigit())


def _taken(reading: Reading, turn: int) -> frozenset[int]:
    """Words of makes, models and days are not names."""
    spoken = (*reading.family(turn, "make").values(), *reading.family(turn, "model").values())
    return frozenset(
        index
        for hits in (*spoken, reading.in_turn(turn, "both:day"))
        for hit in hits
        if not is_person(reading, hit)
        for index in range(hit.first, hit.last)
    )


def _before_origin(words: Words, first: int, last: int) -> int:
    """«Nuria de Fontanería Bauzà»: after a first name alone, «de» introduces where the caller is from."""
    is_surname = last - first == len(("Miquel", "d", "Olivera")) and _is_elided(words, first + 1)
    if last - first > 2 and words.words[first + 1] in ("de", "d", "von", "from") and not is_surname:
        return first + 1
    # «Gabriel Riera de Son Fangos» names a place of residence
    return next(
        (
            index
            for index in range(first + 2, last - 1)
            if words.words[index] in ("de", "d") and words.words[index + 1] in _PLACES
        ),
        last,
    )


def _may_be_name(word: str) -> bool:
    """Tell whether a name can begin with the word, if it is capitalized."""
    if word in _NEVER or word in numerals.WORDS or numerals.german_number(word) is not None:
        return False
    return len(word) > 1 and not word[0].isdigit() and word not in WORD_WEIGHTS


_MAY_BE_NAME = MemoDict(_may_be_name)


def _joined(words: Words, index: int) -> bool:
    """«Apol·lònia» is one word, although it is read as two."""
    return words.text[words.ends[index - 1] : words.starts[index]] == "·"


def _continues(words: Words, index: int) -> bool:
    word = words.words[index]
    if word == "i" and words.capitalised(index):
        return False  # «Peter Lawson I've got»; the Catalan «i» is small
    if words.capitalised(index) and word not in _NEVER and word not in numerals.WORDS:
        return True
    following = index + 1
    if word in ("van", "von") and words.words[following : following + 1] in (["der"], ["den"]):
        following += 1
    return (
        word in _PARTICLES
        and following < len(words)
        and words.capitalised(following)
        and words.breaks[index] == NONE
    )


def _score(reading: Reading, turn: int, first: int, last: int, *, asked: bool, said: frozenset[int]) -> float:
    """How surely these words are the caller's name; 0 if they are not. ``said`` holds the indices right after an announcing phrase."""
    words = reading.words[turn]
    length = sum(words.capitalised(index) for index in range(first, last)) or min(2, last - first)
    announced = _announced(words, first, said) or _announced_after(words, first, last)
    echoed = length <= 3 and _addressed(reading, turn, words.words[first])
    alone = _stands_alone(words, first, last) or greeted(words, first, last)
    if words.words[last : last + 1] == ["no"] and words.breaks[last - 1] == NONE and not _ends(words, last):
        return 0.0  # «Francisca Munar no, Francisca Bover»
    if words.words[first] in _PLACES or not (asked or announced or echoed or alone):
        return 0.0
    if length == 1 and not announced and _after_preposition(words, first, asked=asked):
        return 0.0
    late = 0.2 * (turn / max(1, len(reading.words)))
    return (
        1.0 * asked
        + 1.2 * announced
        + 0.8 * echoed
        + 0.6 * min(length, 3)
        + late
        + _PUT_RIGHT * _puts_right(words, first)
    )


_PUT_RIGHT = 0.5


def _after_preposition(words: Words, first: int, *, asked: bool) -> bool:
    """«En Manacor», «from Palma» name a place; but Catalan answers «en Joan» when asked for a name."""
    before = words.words[first - 1] if first else ""
    return before in ("a", "en", "in", "at", "from", "aus", "nach") and not (asked and before == "en")


def _puts_right(words: Words, first: int) -> bool:
    """«Rafel Adrover. no, Rafel Bonet»."""
    return first > 1 and words.words[first - 1] == "no"


def _announced_after(words: Words, first: int, last: int) -> bool:
    """«Petersen hier», «Juanjo me llamo»; not «die Gäste von der Finca»."""
    of_a_thing = first > 0 and words.words[first - 1] in _DETERMINERS
    return not of_a_thing and any(_follows(words, last, tail) for tail in _AFTER_NAME)


def _stands_alone(words: Words, first: int, last: int) -> bool:
    """«Bon dia, Jaume Ferragut. …»: given name and surname between two pauses, as in an introduction."""
    parted = first == 0 or words.breaks[first - 1] >= COMMA
    capitalised = sum(words.capitalised(index) for index in range(first, last))
    whole = all(len(word) > 1 for word in words.words[first:last])
    return parted and whole and _ends(words, last) and 2 <= capitalised <= _MOST_ALONE


def _addressed(reading: Reading, turn: int, word: str) -> bool:
    """The agent later addresses the caller by it: «Confirmado, Lorena»."""
    for later in reading.agent_turns():
        words = reading.words[later]
        if later > turn and word in words.words:
            index = words.words.index(word)
            before = words.words[index - 1] if index else ""
            if (
                index
                and (words.breaks[index - 1] or before in _TITLES or before in _THANKS)
                and words.capitalised(index)
                and (_ends(words, index + 1) or before in _TITLES or words.capitalised(index + 1))
            ):
                return True
    return False


def _announced(words: Words, first: int, said: frozenset[int]) -> bool:
    if any(
        first >= len(head) and tuple(words.words[first - len(head) : first]) == head for head in _ANNOUNCING
    ):
        return words.breaks[first - 1] <= COMMA
    index = first
    while index > 0 and (words.words[index - 1] in _ARTICLES or words.words[index - 1] in _TITLES):
        index -= 1
    return (index in said or first in said) and (index == 0 or words.breaks[index - 1] <= COMMA)


def as_written(said: str) -> str:
    """Capitalizes a name that the recognizer wrote in lower case."""
    if any(letter.isupper() for letter in said):
        return said
    return " ".join(part if part in _PARTICLES else part.capitalize() for part in said.split())


def _finding(reading: Reading, proof: Evidence, raw: str) -> EntityFinding:
    said = raw.split()
    value = " ".join(said[_is_address(said[0], is_all=len(said) == 1) :])
    echo = _echo(reading, proof.turn, frozenset(split_words(value).words))
    if echo is None:
        return EntityFinding(value, raw, "captured", 0.75, (proof,))
    return EntityFinding(value, raw, "read_back", 0.9, (proof, echo))


def _is_address(word: str, *, is_all: bool) -> bool:
    """A title, or the article of Catalan names."""
    return word.strip(".").lower() in _TITLES or (not is_all and word.lower() in _CATALAN_ARTICLES)


def _echo(reading: Reading, after: int, parts: frozenset[str]) -> Evidence | None:
    """Where the agent later says a part of the name: the first such words, and not «mañana» for Ana."""
    for turn in reading.agent_turns():
        words = reading.words[turn]
        if turn > after and not parts.isdisjoint(words.words):
            for first, word in enumerate(words.words):
                if word in parts and len(word) >= _SHORTEST_PART:
                    last = first + 1
                    while last < len(words) and words.words[last] in parts and words.breaks[last - 1] == NONE:
                        last += 1
                    return reading.span_evidence(turn, first, last)
    return None


def _asked_by_agent(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    """«¿A nombre de Lluís Mascaró?» — «sí»."""
    for turn in reading.agent_turns():
        words = reading.words[turn]
        for hit in reading.in_turn(turn, f"asked:{spec.name}"):
            last = hit.last
            while last < len(words) and words.capitalised(last) and words.breaks[last - 1] == NONE:
                last += 1
            following = turn + 1
            if (
                last > hit.last
                and following < len(reading.words)
                and reading.says(following, "caller:accept")
            ):
                return _finding(
                    reading, reading.span_evidence(turn, hit.last, last), words.original(hit.last, last)
                )
    return None
