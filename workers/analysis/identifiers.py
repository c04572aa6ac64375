"""Plates, phone numbers and VINs, tracked through dictation, read-back and correction."""

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.numbers import digits_at_most, most_digits, says_number
from workers.analysis.phones import LONGEST, DigitRun, digit_runs, joined_phone, phones_in
from workers.analysis.plates import (
    FEWEST_DIGITS,
    SPANISH,
    digits_alone,
    is_doubtful,
    letters_alone,
    letters_first,
    plates_in,
)
from workers.analysis.readback import Dictation, SpokenValue
from workers.analysis.reading import Reading
from workers.analysis.vin import vins_in
from workers.sectors.schema import EntitySpec

_ASKED_REACH = 5
_SHORTEST_PIECE = 2
_SHORTEST_VIN = 2
_DICTATED = 9
_NEXT_TURN = 2
"""Letters mend a plate that was just said: later ones spell a name."""


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
    begun: tuple[str, Evidence] | None = None
    last_said, spoken_of = -_NEXT_TURN, False
    for turn, words in enumerate(reading.words):
        awaits_letters = (dictation.value or begun) is not None and reading.is_user(turn)
        if not says_number(words) and not awaits_letters:
            continue
        expected = awaited(reading, turn, spec.name)
        spoken_of |= expected or (reading.is_user(turn) and digits_at_most(words) >= FEWEST_DIGITS)
        if not (reading.is_user(turn) or spoken_of or dictation.value):
            continue
        foreign = expected and _may_be_foreign(reading, turn, spec.name, dictation.value)
        mentions = plates_in(words, foreign=foreign)
        for mention in mentions:
            proof = reading.span_evidence(turn, mention.first, mention.last)
            doubtful = reading.is_user(turn) and is_doubtful(words, mention)
            dictation.take(SpokenValue(turn, mention.value, proof.quote, proof, doubtful=doubtful))
        last_said = turn if mentions else last_said
        if reading.is_user(turn) and dictation.value is not None:
            said_just_now = bool(mentions) or (expected and turn - last_said <= _NEXT_TURN)
            if (mentions or not _insists(reading, turn, dictation)) and said_just_now:
                _mend_letters(reading, turn, dictation, mentions[-1].last if mentions else 0)
        elif reading.is_user(turn) and expected:
            begun = _take_halves(reading, turn, dictation, begun)
    return dictation.finding()


def _insists(reading: Reading, turn: int, dictation: Dictation) -> bool:
    """«F, C, B?» «Pe, de patata»: the plate is what the caller had said."""
    heard = dictation.heard
    if heard is None or heard.value == dictation.value:
        return False
    letters = letters_first(reading.words[turn])
    if letters is None:
        return False
    return dictation.insist(letters.value, reading.span_evidence(turn, letters.first, letters.last))


def _take_halves(
    reading: Reading, turn: int, dictation: Dictation, begun: tuple[str, Evidence] | None
) -> tuple[str, Evidence] | None:
    """The digits in one turn and the letters in the next. Returns the digits so far."""
    words = reading.words[turn]
    letters, digits = letters_alone(words) if begun else None, digits_alone(words)
    if begun and letters:
        proof = reading.span_evidence(turn, letters.first, letters.last)
        raw = f"{begun[1].quote}, {proof.quote}"
        dictation.take(SpokenValue(turn, begun[0] + letters.value, raw, proof, (begun[1],)))
        return None
    return (digits.value, reading.span_evidence(turn, digits.first, digits.last)) if digits else begun


def _may_be_foreign(reading: Reading, turn: int, name: str, known: str | None) -> bool:
    """Foreign formats match many other things, so they are read only in answers, announcements and read-backs."""
    if not reading.is_user(turn):
        return known is not None and SPANISH.fullmatch(known) is None
    return asked_last(reading, turn, name) or (known is None and reading.says(turn, f"said:{name}"))


def _mend_letters(reading: Reading, turn: int, dictation: Dictation, after: int) -> None:
    """«no, de ele zeta»: three letters alone replace the end of the plate just said; those said before it do not."""
    letters = letters_alone(reading.words[turn], after)
    value = dictation.value
    if letters is None or value is None or not SPANISH.search(value):
        return
    if value.endswith(letters.value) and dictation.refused is None:
        return
    mended = value[: -len(letters.value)] + letters.value
    proof = reading.span_evidence(turn, letters.first, letters.last)
    dictation.take(SpokenValue(turn, mended, proof.quote, proof))


def find_phone(reading: Reading, spec: EntitySpec, language: str) -> EntityFinding | None:
    region = region_of(reading, spec)
    dictation = Dictation(reading)
    pending: list[tuple[DigitRun, Evidence]] = []
    dictated = False  # the previous turn had enough digits for a number: the agent's reading of them counts
    for turn, words in enumerate(reading.words):
        if not says_number(words) or not (reading.is_user(turn) or dictation.value or pending or dictated):
            continue
        mentions = phones_in(words, region, language)
        for mention in mentions:
            proof = reading.span_evidence(turn, mention.first, mention.last)
            dictation.take(SpokenValue(turn, mention.value, proof.quote, proof))
        dictated = reading.is_user(turn) and most_digits(words) >= _DICTATED
        if not mentions and reading.is_user(turn) and (pending or awaited(reading, turn, spec.name)):
            _take_pieces(reading, turn, spec, language, dictation, pending)
    return dictation.finding()


def region_of(reading: Reading, spec: EntitySpec) -> str:
    """What the template says, else where the business is."""
    return spec.region or reading.transcript.country


def _take_pieces(
    reading: Reading,
    turn: int,
    spec: EntitySpec,
    language: str,
    dictation: Dictation,
    pending: list[tuple[DigitRun, Evidence]],
) -> None:
    """Too few digits for a number: the rest may follow in the caller's next turn, or they correct one digit group."""
    for run in digit_runs(reading.words[turn]):
        if len(run.digits) < _SHORTEST_PIECE:
            continue
        proof = reading.span_evidence(turn, run.first, run.last)
        pending.append((run, proof))
        joined = "".join(piece.digits for piece, _ in pending)
        while len(joined) > LONGEST:
            joined = joined.removeprefix(pending.pop(0)[0].digits)
        value = None
        if dictation.value is None and pending:
            value = joined_phone(
                joined, plus=pending[0][0].plus, region=region_of(reading, spec), language=language
            )
        if value is None:
            dictation.take(SpokenValue(turn, None, proof.quote, proof))
        else:
            proofs = tuple(one for _, one in pending)
            raw = ", ".join(one.quote for one in proofs)
            dictation.take(SpokenValue(turn, value, raw, proof, proofs[:-1]))


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
