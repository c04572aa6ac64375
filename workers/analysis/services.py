"""The services a call is about: what the caller wants, asks the price of or complains about, but not what the agent merely offers."""

from collections.abc import Mapping, Sequence

from workers.analysis.assertion import Assertion
from workers.analysis.findings import Finding
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.service_features import HINT, Features, ServiceScore, features_by_service
from workers.analysis.service_model import service_probabilities, wanted_services, with_call_score
from workers.analysis.speech_acts import accepted_after, agreed_slot, in_offer, is_question
from workers.analysis.text import clause_start
from workers.sectors.schema import Intent, Sector

_PREFIX = "service:"
_CALLER_WEIGHTS = {
    Assertion.AFFIRMED: 1.0, Assertion.NEGATED: -1.2, Assertion.FINE: -1.5, Assertion.PAST: -0.8, Assertion.THIRD_PARTY: -0.3, Assertion.HYPOTHETICAL: 0.2, Assertion.WITHOUT: 0.2,
}  # fmt: skip
_PRICE_WEIGHTS = {Assertion.NEGATED: -0.3, Assertion.HYPOTHETICAL: 0.6}
"""Asking what a service costs counts even if the caller then declines it."""
_BOOKED_OUTCOMES = ("appointment_changed", "appointment_booked")
"""A call that cancels one appointment and ends with another wants the service after all."""
_DISPATCH_OUTCOMES = ("callback_promised", "transferred_to_human", "abandoned")
"""A caller who will be called back, or breaks off in distress, wanted what is dispatched."""
_WITHOUT_SERVICE = ("outsider", "none")
_ACCEPTED_WEIGHT = 0.9
_AGENT_WEIGHT = 0.6
_DOCUMENT_FACTOR, _DOCUMENT_WINDOW, _DOCUMENT_PHRASES = 0.2, 12, "caller:papers"
_HINT_WEIGHT = 0.55
_THRESHOLD = 0.5
_LATE_FACTOR = 0.45
"""A service named after the day is fixed is seldom an additional one."""
_EVIDENCE_LIMIT = 4


def find_services(
    reading: Reading,
    sector: Sector,
    intent: Intent,
    outcome: str,
    service_weights: Mapping[str, float] | None = None,
    call_scores: Mapping[str, float] | None = None,
) -> tuple[Finding, ...]:
    """Decide by ``service_weights``, those of the service model, and ``call_scores``, how much the call sounds like each service.

    Without weights the phrases decide.
    """
    scores = _candidates(reading, intent) if service_weights or _concerns_services(intent, outcome) else {}
    chosen = _by_phrases(scores, sector, intent, outcome)
    if service_weights and scores:
        features = features_by_service(reading, sector, intent, outcome, scores, chosen)
        if call_scores:
            features = {name: with_call_score(own, call_scores[name]) for name, own in features.items()}
        chosen = wanted_services(service_probabilities(features, service_weights), intent)
    return tuple(
        _finding(reading, name, scores.get(name, ServiceScore()))
        for name in sector.services
        if name in chosen
    )


def service_examples(
    reading: Reading, sector: Sector, intent: Intent, outcome: str, wanted: Sequence[str]
) -> list[tuple[str, Features, bool]]:
    """Training examples from a labelled call: the features of each named service, and whether it was wanted."""
    scores = _candidates(reading, intent)
    by_phrases = _by_phrases(scores, sector, intent, outcome)
    features = features_by_service(reading, sector, intent, outcome, scores, by_phrases)
    return [(name, own, name in wanted) for name, own in features.items()]


def _candidates(reading: Reading, intent: Intent) -> dict[str, ServiceScore]:
    """Every service the call names, and those dispatched for such an intent without being asked for."""
    if intent.kind in _WITHOUT_SERVICE:
        return {}
    scores = score_services(reading, intent)
    for name in intent.dispatched:
        scores.setdefault(name, ServiceScore())
    return scores


def _concerns_services(intent: Intent, outcome: str) -> bool:
    return intent.services or (intent.kind == "cancel" and outcome in _BOOKED_OUTCOMES)


def _by_phrases(
    scores: Mapping[str, ServiceScore], sector: Sector, intent: Intent, outcome: str
) -> list[str]:
    if not _concerns_services(intent, outcome):
        return []
    chosen = _without_redundant(_chosen(scores), sector)
    is_dispatched = outcome in _DISPATCH_OUTCOMES and not (
        len(chosen) == 1 and chosen[0] in intent.on_the_spot
    )
    chosen += [
        name for name in intent.dispatched if name not in chosen and (is_dispatched or scores[name].agent)
    ]
    if intent.services_only:
        chosen = [name for name in chosen if name in intent.services_only]
    return chosen


def _chosen(scores: Mapping[str, ServiceScore]) -> list[str]:
    """The caller's own words decide; failing those, hints; failing those, the agent's words."""
    for evidence in (_caller_evidence, _hint_evidence, _agent_evidence):
        chosen = [name for name, score in scores.items() if evidence(score) >= _THRESHOLD]
        if chosen:
            return chosen
    return []


def _caller_evidence(score: ServiceScore) -> float:
    """The caller's own words; a hint counts in full if the agent takes it for the service."""
    if score.caller == 0 and score.hint and score.agent:
        return score.hint
    return score.caller + min(score.agent, 0.3) + min(score.hint, 0.2) if score.caller > 0 else score.caller


def _agent_evidence(score: ServiceScore) -> float:
    return score.agent if score.caller >= 0 else 0.0


def _hint_evidence(score: ServiceScore) -> float:
    return score.hint if score.caller >= 0 else 0.0


def _without_redundant(chosen: list[str], sector: Sector) -> list[str]:
    """An explicit service overrides vague ones; a service that is part of another named one is dropped."""
    explicit = [name for name in chosen if sector.services[name].settles]
    if explicit:
        chosen = [name for name in chosen if not sector.services[name].vague]
    return [name for name in chosen if sector.services[name].part_of not in chosen]


def _finding(reading: Reading, name: str, score: ServiceScore) -> Finding:
    evidence = tuple(reading.evidence(hit) for hit in (score.hits or score.named)[:_EVIDENCE_LIMIT])
    total = max(0.0, score.caller) + score.agent + score.hint
    return Finding(name, round(min(0.98, 0.45 + total / 4), 3), evidence)


def score_services(reading: Reading, intent: Intent) -> dict[str, ServiceScore]:
    scores: dict[str, ServiceScore] = {}
    settled = agreed_slot(reading)
    for turn in reading.turns_by_family.get("service", ()):
        for hit in longest_hits(service_hits(reading, turn)):
            name = hit.concept.removeprefix(_PREFIX).removesuffix(HINT)
            if name:
                score = scores.setdefault(name, ServiceScore())
                score.named.append(hit)
                _add_mention(reading, hit, score, intent, late=settled is not None and turn > settled.turn)
    return scores


def service_hits(reading: Reading, turn: int) -> list[Hit]:
    named = reading.family(turn, "service")
    return [hit for hits in named.values() for hit in hits] if reading.services(turn) else []


def longest_hits(hits: Sequence[Hit]) -> list[Hit]:
    """Of overlapping hits keep only the longest; equally long ones that overlap partially are both kept."""
    if len(hits) < 2:
        return list(hits)
    kept: list[Hit] = []
    kept_at: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.concept.endswith(HINT), hit.first)):
        span = range(hit.first, hit.last)
        if not any(_superseded_by(hit, other) for index in span for other in kept_at.get(index, ())):
            kept.append(hit)
            for index in span:
                kept_at.setdefault(index, []).append(hit)
    return sorted(kept, key=lambda hit: hit.first)


def _superseded_by(hit: Hit, longer: Hit) -> bool:
    apart = hit.last <= longer.first or longer.last <= hit.first
    inside = longer.first <= hit.first and hit.last <= longer.last
    same = hit.concept.removesuffix(HINT) == longer.concept.removesuffix(HINT)
    return inside or (not apart and (same or hit.last - hit.first < longer.last - longer.first))


def _add_mention(reading: Reading, hit: Hit, score: ServiceScore, intent: Intent, *, late: bool) -> None:
    weight = _caller_weight(reading, hit, intent) if reading.is_user(hit.turn) else 0.0
    if not reading.is_user(hit.turn):
        _add_agent_mention(reading, hit, score)
    elif not hit.concept.endswith(HINT):
        score.caller += weight * (_LATE_FACTOR if late else 1.0)
    elif weight > 0 and not intent.services_only:
        score.hint = max(score.hint, _HINT_WEIGHT)
    else:
        score.caller += weight / 2
    if weight > 0:
        score.hits.append(hit)


def _caller_weight(reading: Reading, hit: Hit, intent: Intent) -> float:
    assertion = reading.assertion(hit)
    if assertion is Assertion.PAST and intent.kind in ("complaint", "status"):
        assertion = Assertion.AFFIRMED
    if intent.kind == "price" and assertion in _PRICE_WEIGHTS:
        return _PRICE_WEIGHTS[assertion]
    return _CALLER_WEIGHTS[assertion] * (
        _DOCUMENT_FACTOR
        if assertion is Assertion.AFFIRMED and _is_about_document(reading, hit, intent)
        else 1.0
    )


def _is_about_document(reading: Reading, hit: Hit, intent: Intent) -> bool:
    """«la factura, la de la batería»: the service on a document is not one that is wanted."""
    return intent.kind != "complaint" and any(
        0 < hit.first - document.first < _DOCUMENT_WINDOW
        for document in reading.in_turn(hit.turn, _DOCUMENT_PHRASES)
    )


def _add_agent_mention(reading: Reading, hit: Hit, score: ServiceScore) -> None:
    if hit.concept.endswith(HINT):
        return
    if not is_question(reading, hit) and not in_offer(reading, hit):
        score.agent = max(score.agent, _AGENT_WEIGHT)
        score.hits.append(hit)
    elif not _conditional(reading, hit) and accepted_after(reading, hit.turn):
        score.caller += _ACCEPTED_WEIGHT
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
