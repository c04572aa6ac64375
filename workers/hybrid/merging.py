"""One analysis of a call that was read in parts, from those of its parts. Claims are verified already. Pure.

A part knows nothing of the others. So nothing is concluded that the parts do not say alike: a criterion on which they disagree is
`unknown`, with the proofs of both.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, zip_longest
from typing import Any, TypeVar

from workers.llm.schema import CallAnalysis, Citation, Claim, Judgement, MoodAt

C = TypeVar("C", bound=Claim)
MOST_COACHING = 3


def merged(parts: Sequence[CallAnalysis]) -> CallAnalysis:
    """The call's analysis; of one part, that part's."""
    if len(parts) == 1:
        return parts[0]
    intents = [part.intent for part in parts]
    return CallAnalysis(
        summary=once(chain.from_iterable(part.summary for part in parts)),
        intent=next((intent for intent in intents if intent.citations), intents[0]),
        services=by_value(parts, lambda part: part.services, lambda item: item.value),
        sentiment=moods(parts),
        unresolved_needs=once(chain.from_iterable(part.unresolved_needs for part in parts)),
        follow_ups=once(chain.from_iterable(part.follow_ups for part in parts)),
        coaching=once(in_turns([part.coaching for part in parts]))[:MOST_COACHING],
        criteria=verdicts(chain.from_iterable(part.criteria for part in parts)),
        upsell=by_value(parts, lambda part: part.upsell, lambda item: item.service),
        entities=by_value(parts, lambda part: part.entities, lambda item: (item.kind, item.value)),
    )


def once(claims: Iterable[C]) -> list[C]:
    """Without those that only cite what another one has cited: they are of turns that two parts have read."""
    kept, cited = list[C](), set[tuple[int, str]]()
    for claim in claims:
        own = {(citation.turn, citation.quote) for citation in claim.citations}
        if not own <= cited:
            kept.append(claim)
        cited |= own
    return kept


def by_value(
    parts: Sequence[CallAnalysis],
    claims_of: Callable[[CallAnalysis], list[C]],
    value_of: Callable[[C], Any],
) -> list[C]:
    """One claim of each value, with all its proofs."""
    found: dict[Any, C] = {}
    for claim in chain.from_iterable(map(claims_of, parts)):
        value = value_of(claim)
        known = found.get(value)
        found[value] = claim if known is None else with_proofs(known, claim.citations)
    return list(found.values())


def with_proofs(claim: C, more: Iterable[Citation]) -> C:
    known = {(citation.turn, citation.quote): citation for citation in (*claim.citations, *more)}
    return claim.model_copy(update={"citations": list(known.values())})


def moods(parts: Sequence[CallAnalysis]) -> list[MoodAt]:
    """The start of the first part, the middle of the one in the middle, the end of the last."""
    of_moment = {"start": parts[0], "middle": parts[len(parts) // 2], "end": parts[-1]}
    return [mood for moment, part in of_moment.items() for mood in part.sentiment if mood.moment == moment]


def in_turns(lists: Sequence[Sequence[C]]) -> Iterable[C]:
    return (claim for row in zip_longest(*lists) for claim in row if claim is not None)


def verdicts(judgements: Iterable[Judgement]) -> list[Judgement]:
    """`unknown` of a part that does not show it says nothing against another part's verdict."""
    of_criterion: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        of_criterion.setdefault(judgement.criterion, []).append(judgement)
    return [verdict_of(found) for found in of_criterion.values()]


def verdict_of(found: Sequence[Judgement]) -> Judgement:
    known = [judgement for judgement in found if judgement.verdict != "unknown"]
    if not known:
        return found[0]
    together = with_proofs(known[0], [proof for judgement in known[1:] for proof in judgement.citations])
    if len({judgement.verdict for judgement in known}) == 1:
        return together
    reasons = " / ".join(dict.fromkeys(judgement.rationale for judgement in known if judgement.rationale))
    return together.model_copy(update={"verdict": "unknown", "rationale": reasons})
