"""Whether the caller left before reaching their purpose, why, and at which stage of the call."""

from dataclasses import replace

from workers.analysis.findings import AbandonmentFinding, Evidence, Finding
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import follows_offer, is_question, last_statement
from workers.analysis.text import clause_start
from workers.sectors.schema import Intent

_DONE = frozenset(
    {
        "appointment_booked",
        "appointment_changed",
        "appointment_cancelled",
        "callback_promised",
        "transferred_to_human",
        "not_a_customer",
    }
)
_LINE_LOST = ("lost", "timeout", "error", "disconnect", "drop", "failed")
_NOT_ABANDONED = AbandonmentFinding(value=False, stage=None, reason=None, confidence=0.85, evidence=())


def find_abandonment(reading: Reading, intent: Intent, outcome: Finding) -> AbandonmentFinding:
    reason = _reason(reading, intent, outcome)
    if reason is None:
        return _NOT_ABANDONED
    name, confidence = reason
    return AbandonmentFinding(True, find_stage(reading, intent), name, confidence, _last_words(reading))


def settle_abandonment(
    reading: Reading, intent: Intent, outcome: Finding, by_rules: AbandonmentFinding
) -> AbandonmentFinding:
    """Align with the settled outcome, which alone decides whether the caller left."""
    if (outcome.value == "abandoned") == by_rules.value:
        return by_rules
    if by_rules.value:
        return replace(_NOT_ABANDONED, confidence=outcome.confidence)
    reason = "line_lost" if _line_lost(reading) else "gave_up" if _turned_away(reading) else "hung_up"
    stage = find_stage(reading, intent)
    return AbandonmentFinding(True, stage, reason, outcome.confidence, _last_words(reading))


def _turned_away(reading: Reading) -> bool:
    """The caller had the last word, unlike somebody who hangs up in the middle."""
    return bool(reading.words) and reading.is_user(len(reading.words) - 1)


def _reason(reading: Reading, intent: Intent, outcome: Finding) -> tuple[str, float] | None:
    if reading.transcript.ended_by_staff:
        return None
    users = [turn for turn in reading.user_turns() if reading.words[turn].words]
    if not users:
        return "silent", 0.95
    if outcome.value in _DONE and not _unconfirmed(reading):
        return None
    if _line_lost(reading):
        return "line_lost", 0.85
    if _declined(reading, users[-1]):
        return "gave_up", 0.95
    if _gave_up(reading, intent, users, outcome):
        return "gave_up", 0.8
    if (
        _left_waiting(reading, intent, outcome)
        or _cut_short(reading, outcome)
        or _left_open(reading, intent, outcome)
    ):
        return "hung_up", 0.75
    return None


def _line_lost(reading: Reading) -> bool:
    reason = (reading.transcript.end_reason or "").lower()
    return any(word in reason for word in _LINE_LOST)


def _unconfirmed(reading: Reading) -> bool:
    """The agent's last words ask whether to save something that is not saved yet."""
    last = len(reading.words) - 1
    return not reading.is_user(last) and any(
        is_question(reading, hit) for hit in reading.in_turn(last, "agent:confirm_question")
    )


def _declined(reading: Reading, last: int) -> bool:
    """«Shall I confirm it?» — «no, let me check with the other place first», and the call is over."""
    if last != len(reading.words) - 1 or not any(
        is_question(reading, hit) for hit in reading.in_turn(max(0, last - 1), "agent:confirm_question")
    ):
        return False
    return any(word in ("no", "nein", "nee", "don") for word in reading.words[last].words[:8])


def _gave_up(reading: Reading, intent: Intent, users: list[int], outcome: Finding) -> bool:
    last = users[-1]
    if not reading.says(last, "caller:give_up") or _agent_hung_up(reading):
        return False
    if intent.kind == "none":
        return not reading.says(last, "caller:apology")
    if reading.hits_of("agent:safety") or (
        reading.says(last, "caller:thanks") and _agent_closes(reading, last)
    ):
        return False
    return not (_informed(outcome) and reading.says(last, "caller:thanks"))


def _agent_closes(reading: Reading, last: int) -> bool:
    return any(reading.says(turn, "agent:goodbye") for turn in range(last + 1, len(reading.words)))


def _informed(outcome: Finding) -> bool:
    return outcome.value == "information_given" and bool(outcome.evidence)


def _agent_hung_up(reading: Reading) -> bool:
    return "agent" in (reading.transcript.end_reason or "").lower()


def _left_waiting(reading: Reading, intent: Intent, outcome: Finding) -> bool:
    """The call stops at a question of the agent, or while the caller waits for a transfer, without a goodbye from either."""
    last = len(reading.words) - 1
    if _agent_hung_up(reading) or (
        reading.is_user(last) and reading.says(last, "caller:thanks", "caller:goodbye")
    ):
        return False
    announced = intent.kind == "person" or last_statement(reading, "agent:transfer") is not None
    if reading.says(last, "agent:transfer_failing") or (
        reading.hits_of("agent:transfer_failing") and announced
    ):
        return True
    if reading.is_user(last):
        return False
    question = any(
        hits and is_question(reading, hits[-1])
        for concept, hits in reading.hits_by_turn[last].items()
        if concept.startswith(("agent:", "asked:"))
    )
    return question and not _informed(outcome)


def _cut_short(reading: Reading, outcome: Finding) -> bool:
    """The caller left without thanks while the agent was speaking or had an unanswered question open."""
    agent, last = reading.agent_turns(), len(reading.words) - 1
    if not agent or _agent_hung_up(reading):
        return False
    text = reading.transcript.turns[agent[-1]].text.rstrip()
    if text.endswith(("…", "...")):
        return True
    if not reading.is_user(last) or _informed(outcome) or reading.says(last, *_PARTING):
        return False
    return "?" in text and outcome.value in ("information_given", "unresolved")


_PARTING = ("caller:thanks", "caller:accept", "caller:goodbye", "caller:apology")


def _left_open(reading: Reading, intent: Intent, outcome: Finding) -> bool:
    """A booking was in progress, the agent had just asked for a needed detail, and the call ended with the caller."""
    last = len(reading.words) - 1
    if (
        intent.kind not in _NEEDS_ANSWERS
        or outcome.evidence
        or _agent_hung_up(reading)
        or not reading.is_user(last)
    ):
        return False
    agent = reading.agent_turns()
    return bool(agent) and any(
        is_question(reading, hit) for concept in _NEEDED for hit in reading.in_turn(agent[-1], concept)
    )


_NEEDS_ANSWERS = frozenset({"booking", "change"})
_NEEDED = (
    "asks:identity",
    "agent:day_question",
    "agent:subject_question",
    "agent:identity_question",
)


def _last_words(reading: Reading) -> tuple[Evidence, ...]:
    return (reading.turn_evidence(len(reading.words) - 1),) if reading.words else ()


_STAGES = (
    ("transfer", ("agent:transfer", "agent:transfer_failing", "agent:hold")),
    ("closing", ("agent:confirm_question", "agent:booked", "agent:changed", "agent:cancelled")),
    ("scheduling", ("agent:slot_offer", "agent:day_question", "asks:time")),
    (
        "identification",
        ("agent:identity_question", "asks:identity", "agent:subject_question"),
    ),
    ("price", ("agent:price",)),
    ("problem", ("agent:problem_question",)),
)


def find_stage(reading: Reading, intent: Intent) -> str:
    """The stage at the agent's last meaningful turn; a price call counts as such until a date comes up."""
    if intent.kind == "none" or not reading.user_turns() or len(reading.agent_turns()) <= 1:
        return "greeting"
    for turn in reversed(reading.agent_turns()):
        stage = _stage_of(reading, turn)
        if stage is not None:
            return "price" if intent.kind == "price" and stage in ("identification", "problem") else stage
    return "price" if intent.kind == "price" else "problem"


def _stage_of(reading: Reading, turn: int) -> str | None:
    found = [(max(hit.last for hit in hits), -order, stage)
             for order, (stage, concepts) in enumerate(_STAGES) for concept in concepts if (hits := _meant(reading, turn, concept))]  # fmt: skip
    if not found:
        return None
    # The last question decides, by what it begins with: «¿A nombre de quién la reservo?»
    questions = [
        (clause_start(reading.words[turn], hit.first), -hit.first, stage)
        for stage, concepts in _STAGES
        for concept in concepts
        for hit in reading.in_turn(turn, concept)
        if is_question(reading, hit)
    ]
    return max(questions)[2] if questions else min(found, key=lambda item: -item[1])[2]


def _meant(reading: Reading, turn: int, concept: str) -> list[Hit]:
    """«Si quiere, le apunto en la lista» books nothing yet."""
    hits = reading.in_turn(turn, concept)
    return [hit for hit in hits if not follows_offer(reading, hit)] if concept in _DEEDS else hits


_DEEDS = frozenset({"agent:booked", "agent:changed", "agent:cancelled"})
