"""The caller's sentiment at the end of the call: a decision learned from labelled calls, from the last words and from how the call went.

What the phrases say is its strongest feature. Its features name kinds of intents and speech acts, so that it holds for every template.
"""

from collections.abc import Iterator

from workers.analysis.decisions import SENTIMENTS, Decision, Features
from workers.analysis.findings import SentimentFinding
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import agreed_slot, statements
from workers.sectors.schema import Intent

_TAIL = 3
_FADED = 0.35
_WEIGHTS = {
    "caller:anger": -1.0,
    "caller:give_up": -0.5,
    "caller:distress": -0.9,
    "caller:delight": 0.9,
    "caller:joy": 0.45,
}
_KIND_WEIGHTS = {"complaint": -0.8}
_DANGER, _CLEAR, _STEPS = -0.8, 0.8, 2.5
_ACTS = (
    "agent:booked", "agent:changed", "agent:cancelled", "agent:price", "agent:found_booking", "agent:transfer", "agent:callback",
    "agent:delivered", "agent:reserved_item", "agent:cannot", "agent:ready", "agent:slot_offer", "agent:day_question", "agent:later",
    "agent:goodbye", "agent:hang_up", "agent:safety", "agent:transfer_failing", "agent:message_taken",
)  # fmt: skip
_MAX_WORDS, _LENGTH_STEP, _MAX_LENGTH = 60, 3, 6


def find_sentiment(reading: Reading, intent: Intent, urgency: str, decision: Decision) -> SentimentFinding:
    if intent.kind in ("outsider", "none") and not reading.hits_of("caller:anger"):
        return SentimentFinding("neutral", 0.0, 0.6, ())
    shares = decision.probabilities(sentiment_features(reading, intent, urgency))
    negative, _, positive = shares
    best = max(range(len(shares)), key=shares.__getitem__)
    value = SENTIMENTS[best]
    evidence = tuple(map(reading.evidence, _felt(reading, value)[:4])) if value != "neutral" else ()
    if value != "neutral" and not evidence:
        evidence = tuple(reading.turn_evidence(turn) for turn in _last_turns(reading)[:1])
    return SentimentFinding(value, round(positive - negative, 3), round(shares[best], 3), evidence)


def sentiment_features(reading: Reading, intent: Intent, urgency: str) -> Features:
    return dict.fromkeys(
        [
            f"kind {intent.kind}",
            f"urgency {urgency}",
            *_by_phrases(reading, intent, urgency),
            *_last_words(reading),
            *_feelings(reading),
            *_course(reading, intent),
        ],
        1.0,
    )


def _by_phrases(reading: Reading, intent: Intent, urgency: str) -> Iterator[str]:
    score = _KIND_WEIGHTS.get(intent.kind, 0.0) + (_DANGER if urgency == "critical" else 0.0)
    said = {concept: weight for concept, weight in _WEIGHTS.items() if reading.hits_of(concept)}
    for order, turn in enumerate(reversed(reading.user_turns() if said else [])):
        fading = 1.0 if order < _TAIL else _FADED
        score += fading * sum(weight for concept, weight in said.items() if reading.in_turn(turn, concept))
    value = "negative" if score <= -_CLEAR else "positive" if score >= _CLEAR else "neutral"
    yield from (f"score {round(score * _STEPS)}", f"ruled {value}", f"ruled {value} {intent.kind}")


def _last_turns(reading: Reading) -> list[int]:
    """The caller's last turns, the last one first."""
    return [turn for turn in reversed(reading.user_turns()) if reading.words[turn].words][:_TAIL]


def _last_words(reading: Reading) -> Iterator[str]:
    for order, turn in enumerate(_last_turns(reading)):
        words = reading.words[turn].words[-_MAX_WORDS:]
        yield from (f"w {word}" for word in words)
        if order < _TAIL - 1:
            yield from (f"w{order} {word}" for word in words)
            yield f"length{order} {min(_MAX_LENGTH, len(words) // _LENGTH_STEP)}"
        if order == 0:
            yield from (
                f"b {before} {word}" for before, word in zip(["^", *words], [*words, "$"], strict=True)
            )
            if "!" in reading.words[turn].text:
                yield "exclaims"


def _feelings(reading: Reading) -> Iterator[str]:
    """What the caller expresses at first, later and at last."""
    turns = reading.user_turns()
    for turn in turns:
        when = "last" if turn == turns[-1] else "first" if turn == turns[0] else "later"
        yield from (f"u {when} {concept}" for concept in reading.family(turn, "caller"))


def _course(reading: Reading, intent: Intent) -> Iterator[str]:
    if agreed_slot(reading) is not None:
        yield from ("slot", f"slot {intent.kind}")
    for act in _ACTS:
        if statements(reading, act):
            yield from (f"done {act}", f"done {act} {intent.kind}")


def _felt(reading: Reading, value: str) -> list[Hit]:
    """Phrases of that feeling, the last turn's first."""
    concepts = [concept for concept, weight in _WEIGHTS.items() if (weight < 0) == (value == "negative")]
    turns = reversed(reading.user_turns())
    return [hit for turn in turns for concept in concepts for hit in reading.in_turn(turn, concept)[:1]]
