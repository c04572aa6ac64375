"""How far a booking got: the steps of the sector's funnel, each with its evidence; empty if nobody wanted one."""

from collections.abc import Mapping

from workers.analysis.findings import EntityFinding, Evidence, Finding, FunnelStep
from workers.analysis.reading import Reading
from workers.sectors.schema import FunnelSpec, Sector

_BOOKING = frozenset({"booking", "change"})
"""Kinds of intent that lead to an appointment; a price request does once a time is mentioned."""
_BOOKED = frozenset({"appointment_booked", "appointment_changed"})


def find_funnel(
    reading: Reading,
    sector: Sector,
    entities: Mapping[str, EntityFinding],
    intents: tuple[Finding, ...],
    outcome: Finding,
) -> tuple[FunnelStep, ...]:
    """``intents`` are all intents of the call, primary first: asking for a person by name is not a step towards a booking."""
    kinds = {sector.intents[intent.value].kind for intent in intents}
    offered = _slot_offered(reading)
    if not (
        kinds & _BOOKING
        or outcome.value in _BOOKED
        or ("price" in kinds and (offered or _asks_for_a_time(sector, entities)))
    ):
        return ()
    proofs = {
        "wish_stated": intents[0].evidence[:1],
        "slot_offered": offered,
        "slot_accepted": _slot_accepted(reading),
        "booked": outcome.evidence[:1] if outcome.value in _BOOKED else (),
    }
    return tuple(_step(spec, entities, proofs) for spec in sector.funnel)


def _asks_for_a_time(sector: Sector, entities: Mapping[str, EntityFinding]) -> bool:
    return any(spec.kind == "time_words" and spec.name in entities for spec in sector.entities.values())


def _step(
    spec: FunnelSpec, entities: Mapping[str, EntityFinding], proofs: Mapping[str, tuple[Evidence, ...]]
) -> FunnelStep:
    evidence = proofs.get(spec.step, ())
    if spec.entities:
        found = [entities[name] for name in spec.entities if name in entities]
        evidence = tuple(entity.evidence[0] for entity in found if entity.evidence)[:1]
    return FunnelStep(spec.step, bool(evidence), evidence)


def _slot_offered(reading: Reading) -> tuple[Evidence, ...]:
    hits = reading.hits_of("agent:slot_offer")
    return (reading.evidence(hits[0]),) if hits else ()


def _slot_accepted(reading: Reading) -> tuple[Evidence, ...]:
    offered = {hit.turn for hit in reading.hits_of("agent:slot_offer")}
    for hit in reading.hits_of("caller:accept"):
        if hit.turn - 1 in offered:
            return (reading.evidence(hit),)
    return ()
