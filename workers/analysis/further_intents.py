"""Further intents: what else the caller asks for in a call.

Only what is named, or carried out, or answered with a price is a candidate; a decision learned from labelled calls weighs who names it, when and how,
what the agent answers, and what is done (decisions.py). Its features name kinds of intents, so that it holds for every template.
"""

from collections.abc import Iterator, Mapping, Sequence

from workers.analysis.assertion import Assertion
from workers.analysis.decisions import Decision, Features
from workers.analysis.features import meanings_by_word
from workers.analysis.findings import Evidence, Finding
from workers.analysis.intents import Score, evidence_of
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import agreed_slot, is_question, request_turn, statements
from workers.analysis.text import QUESTION, SENTENCE, Words
from workers.sectors.schema import Intent, Sector

_THRESHOLD = 0.25
_WITHOUT_WISH = frozenset({"outsider", "none"})
_ACTS = (
    "agent:booked", "agent:changed", "agent:cancelled", "agent:price", "agent:found_booking", "agent:transfer", "agent:callback",
    "agent:delivered", "agent:reserved_item", "agent:cannot", "agent:ready", "agent:slot_offer", "agent:day_question",
)  # fmt: skip
_ANSWERS = frozenset(_ACTS)
_CARRIED_OUT = {"cancel": "agent:cancelled", "change": "agent:changed", "booking": "agent:booked"}
_TELLING = ("caller:papers", "caller:anger", "caller:refuse", "caller:give_up")
_PRICE = frozenset({"price", "howmuch", "money"})
"""Meanings of words that ask for a price."""
_SOON, _LONGEST_QUESTION = 2, 10


def find_further(
    reading: Reading, sector: Sector, primary: Intent, scores: Mapping[str, Score], decision: Decision
) -> tuple[Finding, ...]:
    found = []
    for name, features in further_features(reading, sector, primary).items():
        probability = decision.probability(features)
        if probability >= _THRESHOLD:
            proof = evidence_of(reading, scores[name]) or _proof(reading, sector.intents[name])
            found.append(Finding(name, round(probability, 3), proof))
    return tuple(found)


def further_features(reading: Reading, sector: Sector, primary: Intent) -> dict[str, Features]:
    """Features of every candidate."""
    if primary.kind in _WITHOUT_WISH:
        return {}
    named = _named(reading)
    candidates = [
        intent
        for name, intent in sector.intents.items()
        if name != primary.name
        and intent.kind not in _WITHOUT_WISH
        and (name in named or _is_dealt_with(reading, intent))
    ]
    if not candidates:
        return {}
    shared, request = [*_course(reading, primary)], request_turn(reading)
    asked = [*_questions(reading, request)]
    return {
        intent.name: dict.fromkeys(
            [
                f"kind {intent.kind}",
                f"pair {primary.kind}>{intent.kind}",
                *(f"{intent.kind} {feature}" for feature in (*shared, *asked)),
                *_agents_words(reading, intent),
                *(_priced(reading, request, primary) if intent.kind == "price" else ()),
                *_mentions(reading, named.get(intent.name, ()), intent, primary, request),
            ],
            1.0,
        )
        for intent in candidates
    }


def _named(reading: Reading) -> dict[str, list[tuple[str, Hit]]]:
    """The caller's phrases of each intent, each with its strength."""
    named: dict[str, list[tuple[str, Hit]]] = {}
    for turn in reading.turns_by_family.get("intent", ()):
        if reading.is_user(turn):
            for concept, hits in reading.family(turn, "intent").items():
                _, name, strength = concept.split(":")
                named.setdefault(name, []).extend((strength, hit) for hit in hits)
    return named


def _is_dealt_with(reading: Reading, intent: Intent) -> bool:
    if reading.hits_of(f"intent:{intent.name}:agent"):
        return True
    if intent.kind == "price":
        return any(turn and reading.is_user(turn - 1) for turn in _price_turns(reading))
    if intent.kind == "booking" and agreed_slot(reading) is not None:
        return True
    return intent.kind in _CARRIED_OUT and bool(statements(reading, _CARRIED_OUT[intent.kind]))


def _price_turns(reading: Reading) -> list[int]:
    return sorted({hit.turn for hit in reading.hits_of("agent:price")})


def _course(reading: Reading, primary: Intent) -> Iterator[str]:
    """How the call went, whatever the candidate."""
    if agreed_slot(reading) is not None:
        yield "slot"
        yield f"slot {primary.kind}"
    for act in _ACTS:
        if statements(reading, act):
            yield f"done {act}"
    yield from (f"heard {concept}" for concept in _TELLING if reading.hits_of(concept))


def _questions(reading: Reading, request: int) -> Iterator[str]:
    """The meanings of the words that the caller's questions are made of."""
    for turn in reading.user_turns():
        words = reading.words[turn]
        if words.has_question:
            when = _when(reading, turn, request)
            yield from (f"asked {when} {meaning}" for meaning in _asked(words))


def _when(reading: Reading, turn: int, request: int) -> str:
    if turn <= request:
        return "first"
    return "last" if turn == reading.user_turns()[-1] else "soon" if turn <= request + _SOON else "later"


def _asked(words: Words) -> set[str]:
    found: set[str] = set()
    start = 0
    for index, strength in enumerate(words.breaks):
        if strength == QUESTION:
            question = words.words[max(start, index + 1 - _LONGEST_QUESTION) : index + 1]
            found.update(meaning for word in question for meaning in meanings_by_word(word))
        if strength >= SENTENCE:
            start = index + 1
    return found


def _agents_words(reading: Reading, intent: Intent) -> Iterator[str]:
    if reading.hits_of(f"intent:{intent.name}:agent"):
        yield "agent says"
        yield f"{intent.kind} agent says"


def _priced(reading: Reading, request: int, primary: Intent) -> Iterator[str]:
    """Whether prices were said of the agent's own accord or after a question, and whether that was for a price."""
    for turn in _price_turns(reading):
        before = turn - 1
        if before < 0 or not reading.is_user(before):
            continue
        words, when = reading.words[before], "first" if before <= request else "later"
        asked = _asked(words) if words.has_question else set()
        how = "asked for" if asked & _PRICE else "asked" if words.has_question else "said"
        yield f"priced {when} {how}"
        yield f"priced {when} {how} {primary.kind}"
        yield f"priced {how} {'at its end' if words.breaks and words.breaks[-1] == QUESTION else 'within'}"


def _mentions(
    reading: Reading, hits: Sequence[tuple[str, Hit]], intent: Intent, primary: Intent, request: int
) -> Iterator[str]:
    kind = intent.kind
    for strength, hit in hits:
        when, meant = _when(reading, hit.turn, request), reading.assertion(hit)
        asked = "asked" if is_question(reading, hit) else "said"
        yield from (f"u {strength} {meant.value}", f"{kind} u {strength} {meant.value}")
        yield from (f"u {when} {strength}", f"{kind} u {when} {asked} {strength}", f"{kind} u {when} {asked}")
        yield from (f"u {when} {asked}", f"{kind} u {asked}", f"u {when} {primary.kind}>{kind}")
        yield f"{kind} u answers {_answers_question(reading, hit.turn)}"
        if any(
            concept.startswith(f"intent:{primary.name}:") for concept in reading.family(hit.turn, "intent")
        ):
            yield from ("u with the first", f"{kind} u with the first")
        for concept in _answer(reading, hit.turn):
            yield from (f"{kind} answered {concept}", f"{kind} answered {when} {concept}")
        if meant is Assertion.AFFIRMED and asked == "said":
            yield f"{kind} u affirmed"


def _answers_question(reading: Reading, turn: int) -> bool:
    before = turn - 1
    return before >= 0 and not reading.is_user(before) and reading.words[before].has_question


def _answer(reading: Reading, turn: int) -> Iterator[str]:
    """Concepts of the agent's next turn."""
    following = turn + 1
    if following < len(reading.words) and not reading.is_user(following):
        yield from (concept for concept in reading.family(following, "agent") if concept in _ANSWERS)


def _proof(reading: Reading, intent: Intent) -> tuple[Evidence, ...]:
    """Where the caller says nothing that names it, the agent's words prove it."""
    slot = agreed_slot(reading) if intent.kind == "booking" else None
    if slot is not None:
        return (reading.evidence(slot),)
    concept = "agent:price" if intent.kind == "price" else _CARRIED_OUT.get(intent.kind, "")
    hits = reading.hits_of(concept) or reading.hits_of(f"intent:{intent.name}:agent")
    return tuple(reading.evidence(hit) for hit in hits[-1:])
