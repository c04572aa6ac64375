"""Values from a closed list in the template: an insurer, an allergy, a hair length."""

from workers.analysis.assertion import Assertion
from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.reading import Reading
from workers.sectors.schema import EntitySpec

_COUNTS = (Assertion.AFFIRMED, Assertion.WITHOUT, Assertion.HYPOTHETICAL, Assertion.FINE)


def find_choice(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    """Every value the caller affirms, in the order said."""
    proofs: dict[str, Evidence] = {}
    for turn in reading.user_turns():
        for value in spec.values:
            for hit in reading.in_turn(turn, f"value:{spec.name}:{value}"):
                if reading.assertion(hit) in _COUNTS:
                    proofs.setdefault(value, reading.evidence(hit))
    if not proofs:
        return None
    quoted = ", ".join(proof.quote for proof in proofs.values())
    return EntityFinding(", ".join(proofs), quoted, "captured", 0.8, tuple(proofs.values()))
