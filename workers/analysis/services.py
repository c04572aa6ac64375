"""The services a call is about: what the caller wants, asks the price of or complains about, but not what the agent merely offers."""

from collections.abc import Mapping, Sequence

from workers.analysis.findings import Finding
from workers.analysis.job_signs import HINT, ServiceScore, Signs, signs_of_jobs
from workers.analysis.jobs import likely_jobs, wanted_jobs, with_sound
from workers.analysis.mentions import Mention
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.sayings import accepted_after, asked, fixed_slot, offered_with
from workers.analysis.text import clause_start
from workers.sectors.schema import Intent, Sector

_PREFIX = "service:"
_CALLER = {
    Mention.AFFIRMED: 1.0, Mention.NEGATED: -1.2, Mention.FINE: -1.5, Mention.DONE: -0.8, Mention.OTHERS: -0.3, Mention.SUPPOSED: 0.2, Mention.WITHOUT: 0.2,
}  # fmt: skip
_PRICED = {Mention.NEGATED: -0.3, Mention.SUPPOSED: 0.6}
"""Asking what a service costs counts even if the caller then declines it."""
_KEPT = ("appointment_changed", "appointment_booked")
"""A call that cancels one appointment and ends with another wants the service after all."""
_SENT = ("callback_promised", "transferred_to_human", "abandoned")
"""A caller who will be called back, or breaks off in distress, wanted what is dispatched."""
_WITHOUT_SERVICE = ("outsider", "none")
_ACCEPTED = 0.9
_AGENT_STATES = 0.6
_PAPERS, _PAPERS_REACH, _PAPER_PHRASES = 0.2, 12, "caller:papers"
_HINTED = 0.55
_ENOUGH = 0.5
_AFTERTHOUGHT = 0.45
"""A service named after the day is fixed is seldom an additional one."""
_EVIDENCE_LIMIT = 4


def find_services(
    reading: Reading,
    sector: Sector,
    intent: Intent,
    outcome: str,
    taught: Mapping[str, float] | None = None,
    sounds: Mapping[str, float] | None = None,
) -> tuple[Finding, ...]:
    """``taught`` are the weights of the service model, ``sounds`` how much the call sounds like each service; without them the phrases decide."""
    scores = _considered(reading, intent) if taught or _about_jobs(intent, outcome) else {}
    chosen = _by_phrases(scores, sector, intent, outcome)
    if taught and scores:
        signs = signs_of_jobs(reading, sector, intent, outcome, scores, chosen)
        with_sounds = (
            {name: with_sound(own, sounds[name]) for name, own in signs.items()} if sounds else signs
        )
        chosen = wanted_jobs(likely_jobs(with_sounds, taught), intent)
    return tuple(
        _finding(reading, name, scores.get(name, ServiceScore()))
        for name in sector.services
        if name in chosen
    )


def job_lessons(
    reading: Reading, sector: Sector, intent: Intent, outcome: str, wanted: Sequence[str]
) -> list[tuple[str, Signs, bool]]:
    """Training examples from a labelled call: the features of each named service, and whether it was wanted."""
    scores = _considered(reading, intent)
    ruled = _by_phrases(scores, sector, intent, outcome)
    signs = signs_of_jobs(reading, sector, intent, outcome, scores, ruled)
    return [(name, own, name in wanted) for name, own in signs.items()]


def _considered(reading: Reading, intent: Intent) -> dict[str, ServiceScore]:
    """Every service the call names, and those dispatched for such an intent without being asked for."""
    if intent.kind in _WITHOUT_SERVICE:
        return {}
    scores = score_services(reading, intent)
    for name in intent.dispatched:
        scores.setdefault(name, ServiceScore())
    return scores


def _about_jobs(intent: Intent, outcome: str) -> bool:
    return intent.services or (intent.kind == "cancel" and outcome in _KEPT)


def _by_phrases(
    scores: Mapping[str, ServiceScore], sector: Sector, intent: Intent, outcome: str
) -> list[str]:
    if not _about_jobs(intent, outcome):
        return []
    chosen = _settle(_chosen(scores), sector)
    is_sent = outcome in _SENT and not (len(chosen) == 1 and chosen[0] in intent.on_the_spot)
    chosen += [name for name in intent.dispatched if name not in chosen and (is_sent or scores[name].agent)]
    if intent.services_only:
        chosen = [name for name in chosen if name in intent.services_only]
    return chosen


def _chosen(scores: Mapping[str, ServiceScore]) -> list[str]:
    """The caller's own words decide; failing those, hints; failing those, the agent's words."""
    for weigh in (_by_caller, _by_hint, _by_agent):
        chosen = [name for name, score in scores.items() if weigh(score) >= _ENOUGH]
        if chosen:
            return chosen
    return []


def _by_caller(score: ServiceScore) -> float:
    """The caller's own words; a hint counts in full if the agent takes it for the service."""
    if score.caller == 0 and score.hint and score.agent:
        return score.hint
    return score.caller + min(score.agent, 0.3) + min(score.hint, 0.2) if score.caller > 0 else score.caller


def _by_agent(score: ServiceScore) -> float:
    return score.agent if score.caller >= 0 else 0.0


def _by_hint(score: ServiceScore) -> float:
    return score.hint if score.caller >= 0 else 0.0


def _settle(chosen: list[str], sector: Sector) -> list[str]:
    """An explicit service overrides vague ones; a service that is part of another named one is dropped."""
    plain = [name for name in chosen if sector.services[name].settles]
    if plain:
        chosen = [name for name in chosen if not sector.services[name].vague]
    return [name for name in chosen if sector.services[name].part_of not in chosen]


def _finding(reading: Reading, name: str, score: ServiceScore) -> Finding:
    evidence = tuple(reading.evidence(hit) for hit in (score.hits or score.named)[:_EVIDENCE_LIMIT])
    total = max(0.0, score.caller) + score.agent + score.hint
    return Finding(name, round(min(0.98, 0.45 + total / 4), 3), evidence)


def score_services(reading: Reading, intent: Intent) -> dict[str, ServiceScore]:
    scores: dict[str, ServiceScore] = {}
    settled = fixed_slot(reading)
    for turn in reading.turns_with.get("service", ()):
        for hit in longest_hits(service_hits(reading, turn)):
            name = hit.concept.removeprefix(_PREFIX).removesuffix(HINT)
            if name:
                score = scores.setdefault(name, ServiceScore())
                score.named.append(hit)
                _count(reading, hit, score, intent, late=settled is not None and turn > settled.turn)
    return scores


def service_hits(reading: Reading, turn: int) -> list[Hit]:
    named = reading.family(turn, "service")
    return [hit for hits in named.values() for hit in hits] if reading.jobs(turn) else []


def longest_hits(hits: Sequence[Hit]) -> list[Hit]:
    """Of overlapping hits keep only the longest; equally long ones that overlap partially are both kept."""
    if len(hits) < 2:
        return list(hits)
    kept: list[Hit] = []
    beside: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.concept.endswith(HINT), hit.first)):
        places = range(hit.first, hit.last)
        if not any(_hidden_by(hit, other) for index in places for other in beside.get(index, ())):
            kept.append(hit)
            for index in places:
                beside.setdefault(index, []).append(hit)
    return sorted(kept, key=lambda hit: hit.first)


def _hidden_by(hit: Hit, longer: Hit) -> bool:
    apart = hit.last <= longer.first or longer.last <= hit.first
    inside = longer.first <= hit.first and hit.last <= longer.last
    same = hit.concept.removesuffix(HINT) == longer.concept.removesuffix(HINT)
    return inside or (not apart and (same or hit.last - hit.first < longer.last - longer.first))


def _count(reading: Reading, hit: Hit, score: ServiceScore, intent: Intent, *, late: bool) -> None:
    weight = _caller_weight(reading, hit, intent) if reading.is_user(hit.turn) else 0.0
    if not reading.is_user(hit.turn):
        _count_agent(reading, hit, score)
    elif not hit.concept.endswith(HINT):
        score.caller += weight * (_AFTERTHOUGHT if late else 1.0)
    elif weight > 0 and not intent.services_only:
        score.hint = max(score.hint, _HINTED)
    else:
        score.caller += weight / 2
    if weight > 0:
        score.hits.append(hit)


def _caller_weight(reading: Reading, hit: Hit, intent: Intent) -> float:
    mention = reading.mention(hit)
    if mention is Mention.DONE and intent.kind in ("complaint", "status"):
        mention = Mention.AFFIRMED
    if intent.kind == "price" and mention in _PRICED:
        return _PRICED[mention]
    return _CALLER[mention] * (
        _PAPERS if mention is Mention.AFFIRMED and _is_about_document(reading, hit, intent) else 1.0
    )


def _is_about_document(reading: Reading, hit: Hit, intent: Intent) -> bool:
    """«la factura, la de la batería»: the service on a document is not one that is wanted."""
    return intent.kind != "complaint" and any(
        0 < hit.first - paper.first < _PAPERS_REACH for paper in reading.in_turn(hit.turn, _PAPER_PHRASES)
    )


def _count_agent(reading: Reading, hit: Hit, score: ServiceScore) -> None:
    if hit.concept.endswith(HINT):
        return
    if not asked(reading, hit) and not offered_with(reading, hit):
        score.agent = max(score.agent, _AGENT_STATES)
        score.hits.append(hit)
    elif not _conditional(reading, hit) and accepted_after(reading, hit.turn):
        score.caller += _ACCEPTED
        score.hits.append(hit)


def _conditional(reading: Reading, hit: Hit) -> bool:
    """«If they approve it, we can collect the car» is not an offer that can be accepted now; «si quiere» is."""
    said = reading.words[hit.turn]
    words = said.words[clause_start(said, hit.first) : hit.first]
    return any(
        word in ("if", "wenn", "falls", "si")
        and words[index + 1 : index + 2] not in (["quiere"], ["voleu"], ["vol"], ["you"], ["sie"])
        for index, word in enumerate(words)
    )
