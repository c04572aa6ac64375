"""The requested time in the caller's own words: the answer to a question for a day, or a request made unasked."""

from dataclasses import dataclass

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.identifiers import asked_last
from workers.analysis.reading import Reading
from workers.analysis.text import COMMA, QUESTION, Words, clause_start, words_of
from workers.analysis.time_choices import with_choices
from workers.analysis.time_cues import GREETINGS
from workers.analysis.time_phrases import Phrase, time_phrases
from workers.analysis.time_roles import TimeRole, role_of
from workers.sectors.schema import EntitySpec

_ACCEPTED, _COUNTERED, _REQUESTED, _ANSWERED = 1, 2, 3, 4
_CONFIDENCE = {_ACCEPTED: 0.45, _COUNTERED: 0.5, _REQUESTED: 0.55, _ANSWERED: 0.7}
_FEW_WORDS = 3  # a time with no more words around it is not part of a sentence
_CONCRETE = frozenset({"day", "date", "relative", "hour", "number"})
_CLOCK = frozenset({"hour", "part", "edge"})
_HABITS = words_of("mananas tardes noches")
_WHEN = words_of(
    "cuando quan when wann dia dias dies day days tag tage hora hour fecha date data semana setmana week woche tarde horabaixa"
)
_CALLING = words_of(
    "llame llamara llamaran llamamos llamemos llaman llamarle llamarla llamarles trucara trucaran truqui trucam telefonara telefonaran telefoni cridara cridi crida "
    "call ring calls anrufen anruft ruft zuruckrufen meldet"
)
_OTHER_WHEN = words_of(
    "caduca vence cumple lauft leaving expire expires desde since seit paso ocurrio empezo compro bis ablauf toca"
)


@dataclass(frozen=True, slots=True)
class RequestedTime:
    """A time the caller mentions; ``rank`` tells how it came up."""

    turn: int
    phrase: Phrase
    rank: int
    weight: int


def find_requested_time(reading: Reading, spec: EntitySpec, *, only_asked: bool) -> EntityFinding | None:
    """``only_asked``: for intents like collecting something or asking a question, an unasked «mañana paso» requests nothing."""
    best: RequestedTime | None = None
    for turn in reading.user_turns():
        phrases = time_phrases(reading.words[turn])
        requested = _requested_in_turn(reading, turn, phrases, spec) if phrases else None
        if requested is not None and (
            best is None or (requested.rank, requested.weight) > (best.rank, best.weight)
        ):
            best = requested
    if best is None or (only_asked and best.rank < _ANSWERED):
        return None
    words = reading.words[best.turn]
    phrase = with_choices(words, time_phrases(words), best.phrase)
    proof: Evidence = reading.span_evidence(best.turn, phrase.first, phrase.last)
    return EntityFinding(proof.quote, proof.quote, "captured", _CONFIDENCE[best.rank], (proof,))


def _requested_in_turn(
    reading: Reading, turn: int, phrases: list[Phrase], spec: EntitySpec
) -> RequestedTime | None:
    words, asked, offered = reading.words[turn], *_question_before(reading, turn, spec)
    will_call = not words.has_question and _will_call(reading, turn)
    corrected = _correction(reading, turn, phrases[0])
    best: RequestedTime | None = None
    for phrase in phrases:
        role = role_of(words, phrase)
        rank = _rank(words, phrase, role, asked=asked, offered=offered, will_call=will_call)
        if rank is None:
            continue
        requested = RequestedTime(turn, phrase, rank, _weight(phrase, role))
        if (
            best is None
            or (requested.rank, requested.weight) > (best.rank, best.weight)
            or (corrected is not None and phrase.first > corrected)
        ):
            best = requested
    return best


def _rank(
    words: Words,
    phrase: Phrase,
    role: TimeRole,
    *,
    asked: bool,
    offered: frozenset[str] | None,
    will_call: bool,
) -> int | None:
    if role <= TimeRole.EXPLAINED:
        return None
    if not _HABITS.isdisjoint(words.words[phrase.first : phrase.last]):
        return _ACCEPTED
    if asked or (will_call and "number" not in phrase.kinds):
        return _ANSWERED
    if "number" in phrase.kinds and role is not TimeRole.REQUESTED and not offered:
        return None
    if offered == frozenset() and role is not TimeRole.REQUESTED:
        return None  # answers when something expires or happened
    if offered:
        named = frozenset(words.words[phrase.first : phrase.last])
        return _ACCEPTED if named <= offered else _COUNTERED
    says_little_else = len(words) <= phrase.last - phrase.first + _FEW_WORDS
    return _REQUESTED if role is TimeRole.REQUESTED or says_little_else else None


def _weight(phrase: Phrase, role: TimeRole) -> int:
    is_full = phrase.names_day and not _CLOCK.isdisjoint(phrase.kinds)
    return role + 2 * phrase.names_day + ("soon" not in phrase.kinds) + is_full


def _correction(reading: Reading, turn: int, first: Phrase) -> int | None:
    """Where the caller retracts a time just said: «no, perdón», «ach nein», «no,» alone."""
    words = reading.words[turn]
    for hit in reading.in_turn(turn, "caller:correction"):
        if hit.first >= first.last:
            return hit.first
    for index in range(first.last, len(words)):
        if words.words[index] == "no" and words.breaks[index] >= COMMA and words.breaks[index - 1] >= COMMA:
            return index
    return None


def _will_call(reading: Reading, turn: int) -> bool:
    """The agent has said that somebody will call back: a time the caller then names is for that."""
    agent = reading.agent_before(turn)
    return (
        agent is not None
        and not _CALLING.isdisjoint(reading.words[agent].words)
        and not time_phrases(reading.words[agent])
    )


def _question_before(reading: Reading, turn: int, spec: EntitySpec) -> tuple[bool, frozenset[str] | None]:
    """Whether the agent's previous turn asks for a day, and otherwise the words of the times it names."""
    agent = reading.agent_before(turn)
    if agent is None:
        return False, None
    words = reading.words[agent]
    phrases = time_phrases(words)
    if _asks_when(words, phrases) or (not words.has_question and asked_last(reading, turn, spec.name)):
        return True, None
    offers = (phrase for phrase in phrases if not _CONCRETE.isdisjoint(phrase.kinds))
    named = frozenset(word for phrase in offers for word in words.words[phrase.first : phrase.last])
    return False, named or (
        frozenset() if words.has_question and not _OTHER_WHEN.isdisjoint(words.words) else None
    )


def _asks_when(words: Words, phrases: list[Phrase]) -> bool:
    """A question for a day or hour that offers none itself and is not about something else: «¿Cuándo caduca?»."""
    if not words.has_question or (not phrases and _WHEN.isdisjoint(words.words)):
        return False
    greeted = {
        index + 1 for index, word in enumerate(words.words) if word in GREETINGS and not words.breaks[index]
    }
    for end, pause in enumerate(words.breaks):
        if pause == QUESTION:
            start = clause_start(words, end)
            said = [words.words[index] for index in range(start, end + 1) if index not in greeted]
            kinds = {kind for phrase in phrases if start <= phrase.first <= end for kind in phrase.kinds}
            if (
                (kinds or not _WHEN.isdisjoint(said))
                and _CONCRETE.isdisjoint(kinds)
                and _OTHER_WHEN.isdisjoint(said)
            ):
                return True
    return False
