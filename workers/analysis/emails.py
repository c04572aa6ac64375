"""E-mail addresses, written or dictated: «ana punto ruiz arroba gmail punto com»."""

import re
from collections.abc import Iterator

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.identifiers import asked_last
from workers.analysis.numbers import number_at
from workers.analysis.reading import Reading
from workers.analysis.text import Words, clause_start, words_of
from workers.sectors.schema import EntitySpec

_WRITTEN = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AT = frozenset(["arroba", "at", "klammeraffe"])
_JOINTS = {"punto": ".", "punt": ".", "dot": ".", "punkt": ".", "guion": "-", "guio": "-", "dash": "-", "bindestrich": "-",
           "minus": "-", "underscore": "_", "unterstrich": "_"}  # fmt: skip
_LOW = frozenset(["bajo", "baix"])  # «guion bajo»
_ENDINGS = words_of("com es cat net org de eu co uk info me at ch")
_FILLERS = words_of("es seria si eh em mm pues a ver is it's yes ja ist ehm mi meu my correo email mail e")
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
        number = number_at(words, index)
        if number is not None and number.last <= last:
            characters, index = characters + number.digits, number.last
            continue
        word = words.words[index]
        if word in _LOW and characters.endswith("-"):
            characters = characters[:-1] + "_"
        else:
            characters += _JOINTS.get(word, word)
        index += 1
    return characters.strip(".-")
