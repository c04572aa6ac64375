"""E-mail addresses, written or dictated: «ana punto ruiz arroba gmail punto com»."""

import re
from collections.abc import Iterator

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.identifiers import asked_last
from workers.analysis.letters import LETTERS
from workers.analysis.numbers import number_at
from workers.analysis.reading import Reading
from workers.analysis.text import Words, clause_start, words_of
from workers.sectors.schema import EntitySpec

_WRITTEN = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AT = frozenset(["arroba", "arrova", "at", "klammeraffe"])
_JOINTS = {"punto": ".", "punt": ".", "dot": ".", "punkt": ".", "guion": "-", "guio": "-", "dash": "-", "bindestrich": "-",
           "minus": "-", "underscore": "_", "unterstrich": "_"}  # fmt: skip
_LOW = frozenset(["bajo", "baix"])  # «guion bajo»
_ENDINGS = words_of("com es cat net org de eu co uk info me at ch")
_FILLERS = words_of("es seria si eh em mm pues a ver is it's yes ja ist ehm mi meu my correo email mail e")
_ANNOUNCING = words_of("es is ist seria correo correu email mail adresse address direccion apunte apunti")
_FEWEST_LETTERS = 3
"""Fewer letters in a row may be words: «de la»."""
_LONGEST_LOCAL, _LONGEST_DOMAIN = 8, 8
_SURE, _DICTATED = 0.95, 0.75


def find_email(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    """The last address given: repeating one corrects it."""
    found: EntityFinding | None = None
    for turn in reading.user_turns():
        for value, proof, confidence in _addresses(reading, spec, turn):
            is_other = found is not None and found.value != value
            found = EntityFinding(
                value, proof.quote, "corrected" if is_other else "captured", confidence, (proof,)
            )
    return found


def _addresses(reading: Reading, spec: EntitySpec, turn: int) -> Iterator[tuple[str, Evidence, float]]:
    words = reading.words[turn]
    if "@" not in words.text and _AT.isdisjoint(words.words):
        return
    for match in _WRITTEN.finditer(words.text):
        position = reading.transcript.turns[turn].position
        yield match.group().lower(), Evidence(position, match.start(), match.end(), match.group()), _SURE
    for index, word in enumerate(words.words):
        if word in _AT:
            first, local = _local(reading, spec, turn, index)
            last, domain = _domain(words, index + 1)
            if local and domain:
                yield f"{local}@{domain}", reading.span_evidence(turn, first, last), _DICTATED


def _local(reading: Reading, spec: EntitySpec, turn: int, index: int) -> tuple[int, str]:
    words = reading.words[turn]
    first = _start(reading, spec, turn, index)
    return first, _spelt(words, first, index)


def _start(reading: Reading, spec: EntitySpec, turn: int, index: int) -> int:
    """After the announcing phrase; in an answer, from its start; otherwise only what dots and dashes hold together."""
    words = reading.words[turn]
    least = max(clause_start(words, index), index - _LONGEST_LOCAL)
    announced = [hit.last for hit in reading.in_turn(turn, f"said:{spec.name}") if least <= hit.last < index]
    if announced or asked_last(reading, turn, spec.name):
        first = max([least, *announced])
        while first < index - 1 and words.words[first] in _FILLERS:
            first += 1
        return first
    first = index - 1
    while first - 2 >= least and words.words[first - 1] in _JOINTS:
        first -= 2
    return max(first, least)


def _domain(words: Words, index: int) -> tuple[int, str]:
    """Up to the last word that can be a top-level domain."""
    last, limit = index, min(len(words), index + _LONGEST_DOMAIN)
    for at in range(index, limit):
        if words.words[at] in _ENDINGS and at > index and words.words[at - 1] in _JOINTS:
            last = at + 1
    return last, _spelt(words, index, last)


def _spelt(words: Words, first: int, last: int) -> str:
    characters, index = "", first
    while index < last:
        said, index = _piece(words, index, last)
        is_low = said in _LOW and characters.endswith("-")
        characters = f"{characters[:-1]}_" if is_low else characters + said
    return characters.strip(".-")


def _piece(words: Words, index: int, last: int) -> tuple[str, int]:
    """The characters that the next words stand for, and the index after them."""
    end = index
    while end < last and words.words[end] in LETTERS:
        end += 1
    if end - index >= _FEWEST_LETTERS:
        return "".join(LETTERS[word] for word in words.words[index:end]).lower(), end
    number = number_at(words, index)
    if number is not None and number.last <= last:
        return number.digits, number.last
    return _JOINTS.get(words.words[index], words.words[index]), index + 1


def dictated_addresses(words: Words) -> Iterator[tuple[int, int, str]]:
    """Words that may be an address, by themselves: rather one word too many before it than one too few."""
    for index, word in enumerate(words.words) if not _AT.isdisjoint(words.words) else ():
        last, domain = _domain(words, index + 1) if word in _AT else (index, "")
        first = max(clause_start(words, index), index - _LONGEST_LOCAL)
        first = max([first, *(at + 1 for at in range(first, index - 1) if words.words[at] in _ANNOUNCING)])
        while first < index - 1 and words.words[first] in _FILLERS:
            first += 1
        if domain and first < index:
            yield first, last, f"{_spelt(words, first, index)}@{domain}"
