"""Plates, phone numbers and VINs, tracked through dictation, read-back and correction."""

from workers.analysis.findings import EntityFinding
from workers.analysis.numbers import most_digits, says_number
from workers.analysis.phones import digit_runs, phones_in
from workers.analysis.plates import SPANISH, letters_alone, plates_in
from workers.analysis.readback import Dictation, SpokenValue
from workers.analysis.reading import Reading
from workers.analysis.vin import vins_in
from workers.sectors.schema import EntitySpec

_ASKED_REACH = 5
_SHORTEST_PIECE = 2
_SHORTEST_VIN = 2
_DICTATED = 9


def awaited(reading: Reading, turn: int, name: str) -> bool:
    """Tell whether the entity is the subject there: asked for in the agent's recent turns, or announced in this one."""
    asked, here = f"asked:{name}", reading.hits_by_turn[turn]
    if f"said:{name}" in here or asked in here:
        return True
    return asked in reading.hits and any(
        asked in before for before in reading.hits_by_turn[max(0, turn - _ASKED_REACH) : turn]
    )


def asked_last(reading: Reading, turn: int, name: str) -> bool:
    """Tell whether the agent's previous turn asked for it."""
    before = reading.agent_before(turn)
    return before is not None and f"asked:{name}" in reading.hits_by_turn[before]


def find_plate(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    dictation = Dictation(reading)
    for turn, words in enumerate(reading.words):
        if not says_number(words) and (dictation.value is None or not reading.is_user(turn)):
            continue
        expected = awaited(reading, turn, spec.name)
        if not (reading.is_user(turn) or expected or dictation.value):
            continue
        foreign = expected and _may_be_foreign(reading, turn, spec.name, dictation.value)
        mentions = plates_in(words, foreign=foreign)
        for mention in mentions:
            proof = reading.span_evidence(turn, mention.first, mention.last)
            dictation.take(SpokenValue(turn, mention.value, proof.quote, proof))
        if reading.is_user(turn) and dictation.value is not None and (expected or mentions):
            _mend_letters(reading, turn, dictation)
    return dictation.finding()


def _may_be_foreign(reading: Reading, turn: int, name: str, known: str | None) -> bool:
    """Foreign formats match many other things, so they are read only in answers, announcements and read-backs."""
    if not reading.is_user(turn):
        return known is not None and SPANISH.fullmatch(known) is None
    return asked_last(reading, turn, name) or (known is None and reading.says(turn, f"said:{name}"))


def _mend_letters(reading: Reading, turn: int, dictation: Dictation) -> None:
    """«no, de ele zeta»: three letters alone replace the end of the plate just said."""
    letters = letters_alone(reading.words[turn])
    value = dictation.value
    if letters is None or value is None or not value[:4].isdigit() or value.endswith(letters):
        return
    mended = value[:4] + letters
    proof = reading.span_evidence(turn, 0, len(reading.words[turn]))
    dictation.take(SpokenValue(turn, mended, proof.quote, proof))


def find_phone(reading: Reading, spec: EntitySpec, language: str) -> EntityFinding | None:
    dictation = Dictation(reading)
    pending: list[tuple[int, str]] = []
    dictated = False  # the previous turn had enough digits for a number: the agent's reading of them counts
    for turn, words in enumerate(reading.words):
        if not says_number(words) or not (reading.is_user(turn) or dictation.value or pending or dictated):
            continue
        mentions = phones_in(words, spec.region, language)
        for mention in mentions:
            proof = reading.span_evidence(turn, mention.first, mention.last)
            dictation.take(SpokenValue(turn, mention.value, proof.quote, proof))
        dictated = reading.is_user(turn) and most_digits(words) >= _DICTATED
        if not mentions and reading.is_user(turn) and (pending or awaited(reading, turn, spec.name)):
            _take_pieces(reading, turn, dictation, pending)
    return dictation.finding()


def _take_pieces(reading: Reading, turn: int, dictation: Dictation, pending: list[tuple[int, str]]) -> None:
    """Too few digits for a number: the rest may follow in the caller's next turn, or they correct one digit group."""
    for run in digit_runs(reading.words[turn]):
        if len(run.digits) < _SHORTEST_PIECE:
            continue
        proof = reading.span_evidence(turn, run.first, run.last)
        joined = "".join(digits for _, digits in pending) + run.digits
        if dictation.value is None and len(joined) == 9 and joined[0] in "6789":
            dictation.take(SpokenValue(turn, "+34" + joined, proof.quote, proof))
        else:
            dictation.take(SpokenValue(turn, None, proof.quote, proof))
        pending.append((turn, run.digits))


def find_vin(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    dictation = Dictation(reading)
    for turn, words in enumerate(reading.words):
        if (len(words) >= _SHORTEST_VIN and reading.says(turn, f"said:{spec.name}")) or asked_last(
            reading, turn, spec.name
        ):
            for mention in vins_in(words):
                proof = reading.span_evidence(turn, mention.first, mention.last)
                dictation.take(SpokenValue(turn, mention.value, proof.quote, proof))
    return dictation.finding()
