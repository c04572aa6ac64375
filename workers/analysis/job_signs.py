"""Features of each service (job) named in a call: by whom, how it was meant, when, and what else was named.

The phrases' own decision is the strongest feature: the model is a second opinion that learns where that decision tends to be wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from workers.analysis import grammar
from workers.analysis.mentions import Mention
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.sayings import accepted_after, asked, fixed_slot, offered_with
from workers.analysis.text import clause_end, clause_start
from workers.sectors.schema import Intent, Sector

HINT = ":hint"
_MOST_OTHERS, _ENOUGH = 3, 0.5
_SPOKEN_WITH = (
    "agent:booked", "agent:changed", "agent:found_booking", "agent:ready", "agent:price", "agent:transfer", "agent:callback",
    "agent:cannot",
)  # fmt: skip
"""Agent concepts that accompany a service name: noting it down or finding it done differs from merely mentioning it."""
_WRITTEN_WITH = ("agent:booked", "agent:changed", "agent:found_booking", "both:day", "both:hour")
"""Agent concepts that note down or read back an appointment, whose service is the one wanted."""
_CLOSING, _LATEST, _REACH, _ONLY_REACH = 2, 4, 5, 4

Signs = dict[str, float]


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
    reading: Reading
    sector: Sector
    intent: Intent
    outcome: str
    scores: Mapping[str, ServiceScore]
    ruled: Sequence[str]
    affirmed: Set[str]
    stated: Set[str]
    written: Set[str]
    only: Set[str]
    order: Sequence[str]
    agents: Mapping[int, int]
    wish: int
    settled: int


def signs_of_jobs(
    reading: Reading, sector: Sector, intent: Intent, outcome: str, scores: Mapping[str, ServiceScore], ruled: Sequence[str]
) -> dict[str, Signs]:  # fmt: skip
    """Return the features of every service named at all; ``ruled`` are those chosen by the phrases."""
    slot = fixed_slot(reading)
    call = _Call(
        reading, sector, intent, outcome, scores, ruled,
        affirmed=_jobs_with(_affirmed, reading, scores),
        stated=_jobs_with(_by_agent, reading, scores),
        written=_jobs_with(_written, reading, scores),
        only=_jobs_with(_only, reading, scores),
        order=_by_first_mention(reading, scores),
        agents={turn: place for place, turn in enumerate(reading.agent_turns())},
        wish=_wish_turn(reading),
        settled=slot.turn if slot is not None else len(reading.words),
    )  # fmt: skip
    return {name: _signs_of(call, name, score) for name, score in scores.items()}


def _jobs_with(
    condition: Callable[[Reading, Hit], bool], reading: Reading, scores: Mapping[str, ServiceScore]
) -> Set[str]:
    return {name for name, score in scores.items() if any(condition(reading, hit) for hit in score.named)}


def _affirmed(reading: Reading, hit: Hit) -> bool:
    return (
        reading.is_user(hit.turn)
        and not hit.concept.endswith(HINT)
        and reading.mention(hit) is Mention.AFFIRMED
    )


def _by_agent(reading: Reading, hit: Hit) -> bool:
    return not reading.is_user(hit.turn) and not hit.concept.endswith(HINT)


def _written(reading: Reading, hit: Hit) -> bool:
    return _by_agent(reading, hit) and reading.says(hit.turn, *_WRITTEN_WITH) and not asked(reading, hit)


def _only(reading: Reading, hit: Hit) -> bool:
    """«Solo las pastillas»."""
    before = reading.words[hit.turn].words[max(0, hit.first - _ONLY_REACH) : hit.first]
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


def _wish_turn(reading: Reading) -> int:
    """The caller's first turn that states an intent or names a service."""
    turns = reading.user_turns()
    meaningful = (turn for turn in turns if reading.family(turn, "intent") or reading.family(turn, "service"))
    return next(meaningful, turns[0] if turns else 0)


def _signs_of(call: _Call, name: str, score: ServiceScore) -> Signs:
    chosen, kind = float(name in call.ruled), call.intent.kind
    signs: Signs = {
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
        "others ruled": _others(call.ruled, name),
        "others affirmed": _others(call.affirmed, name),
        "others stated": _others(call.stated, name),
    }
    found = [*_standing(call, name, score), *_beside(call, name), *_course(call, score)]
    asked_for = min(
        (hit.turn for hit in score.named if call.reading.is_user(hit.turn)), default=len(call.reading.words)
    )
    for hit in score.named:
        found += [*_mention_signs(call, asked_for, hit), *_words_around(call, hit)]
    signs.update(dict.fromkeys(found, 1.0))
    return signs


def _others(names: Sequence[str] | Set[str], name: str) -> float:
    return float(min(_MOST_OTHERS, len(names) - (name in names)))


def _standing(call: _Call, name: str, score: ServiceScore) -> Iterator[str]:
    """How the service compares with the others."""
    yield f"caller {_how_much(score.caller)}"
    if score.caller > 0 and score.caller >= max(other.caller for other in call.scores.values()):
        yield "caller most"
    if not call.ruled:
        yield "nothing ruled"
    if score.named:
        yield "last by caller" if call.reading.is_user(score.named[-1].turn) else "last by agent"
    else:
        yield "not named"
    affirmed, stated = name in call.affirmed, name in call.stated
    alone_affirmed, alone_stated = len(call.affirmed) == affirmed, len(call.stated) == stated
    if affirmed:
        yield "affirmed alone" if alone_affirmed else "affirmed"
        yield "agent echoes" if stated else "agent silent" if alone_stated else "agent names others"
    if stated and alone_stated:
        yield "stated alone"
    yield from _specificity(call, name, alone=alone_affirmed and alone_stated)


def _how_much(weight: float) -> str:
    if weight < 0:
        return "against"
    return "enough" if weight >= _ENOUGH else "little" if weight else "none"


def _specificity(call: _Call, name: str, *, alone: bool) -> Iterator[str]:
    job = call.sector.services[name]
    if job.vague:
        yield "vague" if alone else "vague beside others"
    if job.part_of in call.scores:
        yield "whole named"


def _beside(call: _Call, name: str) -> Iterator[str]:
    """Whether the agent noted it down, and whether it or another was said to be the only one."""
    if call.written:
        yield "written down" if name in call.written else "others written down"
    if call.only:
        yield "only this" if name in call.only else "only another"
    yield (
        f"named {min(call.order.index(name), _MOST_OTHERS)}" if name in call.order else "not named by caller"
    )


def _course(call: _Call, score: ServiceScore) -> Iterator[str]:
    """How the caller's mentions developed from first to last."""
    own = _own(call.reading, score)
    if not own:
        return
    meant = [call.reading.mention(hit) for hit in own]
    yield f"at first {meant[0].value}"
    yield f"at last {meant[-1].value}"
    if Mention.AFFIRMED in meant and len(set(meant)) > 1:
        yield "of two minds"


def _mention_signs(call: _Call, asked_for: int, hit: Hit) -> Iterator[str]:
    """``asked_for`` is the turn in which the caller first names the service."""
    vague = "hint " if hit.concept.endswith(HINT) else ""
    if call.reading.is_user(hit.turn):
        how, when = call.reading.mention(hit).value, _when(call, hit.turn)
        yield from (f"{vague}u {how}", f"{vague}u {when}", f"{vague}u {how} {when}")
        if asked(call.reading, hit):
            yield f"{vague}u asks"
        return
    how = "offers" if offered_with(call.reading, hit) else "asks" if asked(call.reading, hit) else "states"
    yield f"{vague}a {how}"
    if how != "states" and accepted_after(call.reading, hit.turn):
        yield f"{vague}a {how}, accepted"
    yield from (f"{vague}a {concept}" for concept in _SPOKEN_WITH if call.reading.says(hit.turn, concept))
    yield f"{vague}a turn {min(call.agents[hit.turn], _LATEST)}"
    if call.agents[hit.turn] >= len(call.agents) - _CLOSING:
        yield f"{vague}a closing"
    yield f"{vague}a after caller" if asked_for < hit.turn else f"{vague}a of itself"


def _words_around(call: _Call, hit: Hit) -> Iterator[str]:
    """The caller's words in the same sentence; «déjelo», «don't worry about that» are more telling than any list."""
    if not call.reading.is_user(hit.turn):
        return
    words = call.reading.words[hit.turn]
    start = max(clause_start(words, hit.first), hit.first - _REACH)
    end = min(clause_end(words, hit.last - 1), hit.last + _REACH)
    yield from (f"< {word}" for word in words.words[start : hit.first])
    yield from (f"> {word}" for word in words.words[hit.last : end])


def _when(call: _Call, turn: int) -> str:
    if turn == call.wish:
        return "first"
    return "late" if turn > call.settled else "soon" if turn <= call.wish + _CLOSING else "later"
