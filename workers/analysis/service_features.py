"""Features of each service named in a call: by whom, how it was meant, when, and what else was named.

The decision by phrases (``ruled``) is the strongest feature: the model learns where that decision tends to be wrong. Stored weights are
keyed by these names, in which a service is a ``job``: whoever changes one has to train the models again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from workers.analysis import grammar
from workers.analysis.assertion import Assertion
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import accepted_after, agreed_slot, in_offer, is_question, request_turn
from workers.sectors.schema import Intent, Sector

HINT = ":hint"
_MAX_OTHERS, _ENOUGH = 3, 0.5
_COOCCURRING = (
    "agent:booked", "agent:changed", "agent:found_booking", "agent:ready", "agent:price", "agent:transfer", "agent:callback",
    "agent:cannot",
)  # fmt: skip
"""Agent concepts in the same turn as the service: noting it down or finding it done differs from merely mentioning it."""
_BOOKING_CONCEPTS = ("agent:booked", "agent:changed", "agent:found_booking", "both:day", "both:hour")
"""Agent concepts that note down or read back an appointment, whose service is the one wanted."""
_CLOSING_TURNS, _MAX_TURN, _EXCLUSIVE_WINDOW = 2, 4, 4

Features = dict[str, float]


@dataclass(slots=True)
class ServiceScore:
    """``caller`` scores the caller's own words, ``agent`` the agent's interpretation, ``hint`` vague words.

    ``hits`` support the service; ``named`` is every mention of it.
    """

    caller: float = 0.0
    agent: float = 0.0
    hint: float = 0.0
    hits: list[Hit] = field(default_factory=list)
    named: list[Hit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Call:
    """A call with what all of its services are compared by; the sets and lists hold names of services.

    ``by_phrases`` are those chosen by the phrases, ``affirmed`` those the caller affirms, ``stated`` those the agent names, ``noted`` those
    the agent notes down, ``only`` those said to be the only one; ``order`` is that of the caller's first mentions. ``agents`` numbers the
    agent's turns, ``request_turn`` is where the caller states the request, ``slot_turn`` where the appointment is fixed.
    """

    reading: Reading
    sector: Sector
    intent: Intent
    outcome: str
    scores: Mapping[str, ServiceScore]
    by_phrases: Sequence[str]
    affirmed: Set[str]
    stated: Set[str]
    noted: Set[str]
    only: Set[str]
    order: Sequence[str]
    agents: Mapping[int, int]
    request_turn: int
    slot_turn: int


def features_by_service(
    reading: Reading, sector: Sector, intent: Intent, outcome: str, scores: Mapping[str, ServiceScore], by_phrases: Sequence[str]
) -> dict[str, Features]:  # fmt: skip
    """Return the features of every service named at all; ``by_phrases`` are those chosen by the phrases."""
    slot = agreed_slot(reading)
    call = _Call(
        reading, sector, intent, outcome, scores, by_phrases,
        affirmed=_services_with(_affirmed, reading, scores),
        stated=_services_with(_by_agent, reading, scores),
        noted=_services_with(_noted, reading, scores),
        only=_services_with(_only, reading, scores),
        order=_by_first_mention(reading, scores),
        agents={turn: number for number, turn in enumerate(reading.agent_turns())},
        request_turn=request_turn(reading),
        slot_turn=slot.turn if slot is not None else len(reading.words),
    )  # fmt: skip
    return {name: _features_of(call, name, score) for name, score in scores.items()}


def _services_with(
    condition: Callable[[Reading, Hit], bool], reading: Reading, scores: Mapping[str, ServiceScore]
) -> Set[str]:
    return {name for name, score in scores.items() if any(condition(reading, hit) for hit in score.named)}


def _affirmed(reading: Reading, hit: Hit) -> bool:
    return (
        reading.is_user(hit.turn)
        and not hit.concept.endswith(HINT)
        and reading.assertion(hit) is Assertion.AFFIRMED
    )


def _by_agent(reading: Reading, hit: Hit) -> bool:
    return not reading.is_user(hit.turn) and not hit.concept.endswith(HINT)


def _noted(reading: Reading, hit: Hit) -> bool:
    return (
        _by_agent(reading, hit)
        and reading.says(hit.turn, *_BOOKING_CONCEPTS)
        and not is_question(reading, hit)
    )


def _only(reading: Reading, hit: Hit) -> bool:
    """«Solo las pastillas»."""
    before = reading.words[hit.turn].words[max(0, hit.first - _EXCLUSIVE_WINDOW) : hit.first]
    return not grammar.EXCLUSIVES.isdisjoint(before)


def _by_first_mention(reading: Reading, scores: Mapping[str, ServiceScore]) -> list[str]:
    """Services in the order of the caller's first mention."""
    own = {name: _own(reading, score) for name, score in scores.items()}
    return sorted(
        (name for name in own if own[name]), key=lambda name: (own[name][0].turn, own[name][0].first)
    )


def _own(reading: Reading, score: ServiceScore) -> list[Hit]:
    """The caller's explicit mentions."""
    return [hit for hit in score.named if reading.is_user(hit.turn) and not hit.concept.endswith(HINT)]


def _features_of(call: _Call, name: str, score: ServiceScore) -> Features:
    chosen, kind = float(name in call.by_phrases), call.intent.kind
    features: Features = {
        "ruled": chosen,
        "caller": max(-2.0, min(2.0, score.caller)),
        "agent": score.agent,
        "hint": score.hint,
        f"job {name}": 1.0,
        f"job ruled {name}": chosen,
        f"job kind {name} {kind}": 1.0,
        f"kind {kind}": 1.0,
        f"kind ruled {kind}": chosen,
        f"kind caller {kind}": float(name in call.affirmed),
        f"kind agent {kind}": float(name in call.stated),
        f"outcome {call.outcome}": 1.0,
        f"outcome ruled {call.outcome}": chosen,
        "others ruled": _others(call.by_phrases, name),
        "others affirmed": _others(call.affirmed, name),
        "others stated": _others(call.stated, name),
    }
    found = [*_comparison(call, name, score), *_singled_out(call, name), *_development(call, score)]
    first_named = min(
        (hit.turn for hit in score.named if call.reading.is_user(hit.turn)), default=len(call.reading.words)
    )
    for hit in score.named:
        found += _mention_features(call, first_named, hit)
    features.update(dict.fromkeys(found, 1.0))
    return features


def _others(names: Sequence[str] | Set[str], name: str) -> float:
    return float(min(_MAX_OTHERS, len(names) - (name in names)))


def _comparison(call: _Call, name: str, score: ServiceScore) -> Iterator[str]:
    """How the service compares with the others."""
    yield f"caller {_strength(score.caller)}"
    if score.caller > 0 and score.caller >= max(other.caller for other in call.scores.values()):
        yield "caller most"
    if not call.by_phrases:
        yield "nothing ruled"
    if score.named:
        yield "last by caller" if call.reading.is_user(score.named[-1].turn) else "last by agent"
    else:
        yield "not named"
    affirmed, stated = name in call.affirmed, name in call.stated
    none_else_affirmed, none_else_stated = len(call.affirmed) == affirmed, len(call.stated) == stated
    if affirmed:
        yield "affirmed alone" if none_else_affirmed else "affirmed"
        yield "agent echoes" if stated else "agent silent" if none_else_stated else "agent names others"
    if stated and none_else_stated:
        yield "stated alone"
    yield from _specificity(call, name, alone=none_else_affirmed and none_else_stated)


def _strength(weight: float) -> str:
    if weight < 0:
        return "against"
    return "enough" if weight >= _ENOUGH else "little" if weight else "none"


def _specificity(call: _Call, name: str, *, alone: bool) -> Iterator[str]:
    service = call.sector.services[name]
    if service.vague:
        yield "vague" if alone else "vague beside others"
    if service.part_of in call.scores:
        yield "whole named"


def _singled_out(call: _Call, name: str) -> Iterator[str]:
    """Whether the agent noted it down, and whether it or another was said to be the only one."""
    if call.noted:
        yield "written down" if name in call.noted else "others written down"
    if call.only:
        yield "only this" if name in call.only else "only another"
    yield (
        f"named {min(call.order.index(name), _MAX_OTHERS)}" if name in call.order else "not named by caller"
    )


def _development(call: _Call, score: ServiceScore) -> Iterator[str]:
    """How the caller's mentions developed from first to last."""
    own = _own(call.reading, score)
    if not own:
        return
    meant = [call.reading.assertion(hit) for hit in own]
    yield f"at first {meant[0].value}"
    yield f"at last {meant[-1].value}"
    if Assertion.AFFIRMED in meant and len(set(meant)) > 1:
        yield "of two minds"


def _mention_features(call: _Call, first_named: int, hit: Hit) -> Iterator[str]:
    """``first_named`` is the turn in which the caller first names the service."""
    vague = "hint " if hit.concept.endswith(HINT) else ""
    if call.reading.is_user(hit.turn):
        how, when = call.reading.assertion(hit).value, _when(call, hit.turn)
        yield from (f"{vague}u {how}", f"{vague}u {when}", f"{vague}u {how} {when}")
        if is_question(call.reading, hit):
            yield f"{vague}u asks"
        return
    how = "offers" if in_offer(call.reading, hit) else "asks" if is_question(call.reading, hit) else "states"
    yield f"{vague}a {how}"
    if how != "states" and accepted_after(call.reading, hit.turn):
        yield f"{vague}a {how}, accepted"
    yield from (f"{vague}a {concept}" for concept in _COOCCURRING if call.reading.says(hit.turn, concept))
    yield f"{vague}a turn {min(call.agents[hit.turn], _MAX_TURN)}"
    if call.agents[hit.turn] >= len(call.agents) - _CLOSING_TURNS:
        yield f"{vague}a closing"
    yield f"{vague}a after caller" if first_named < hit.turn else f"{vague}a of itself"


def _when(call: _Call, turn: int) -> str:
    if turn == call.request_turn:
        return "first"
    return (
        "late" if turn > call.slot_turn else "soon" if turn <= call.request_turn + _CLOSING_TURNS else "later"
    )
