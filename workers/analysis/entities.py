"""What the caller gave: each entity of the sector by the reader of its kind, with how sure it is."""

from collections.abc import Callable

from workers.analysis.findings import EntityFinding
from workers.analysis.identifiers import find_phone, find_plate, find_vin
from workers.analysis.reading import Reading
from workers.sectors.schema import EntitySpec, Sector


def find_entities(reading: Reading, sector: Sector, language: str) -> dict[str, EntityFinding]:
    found: dict[str, EntityFinding] = {}
    for spec in sector.entities.values():
        finding = _find(reading, spec, language)
        if finding is not None:
            found[spec.name] = finding
    return found


def _find(reading: Reading, spec: EntitySpec, language: str) -> EntityFinding | None:
    if spec.kind == "phone":
        return find_phone(reading, spec, language)
    reader = _READERS.get(spec.kind)
    return reader(reading, spec) if reader else None


_READERS: dict[str, Callable[[Reading, EntitySpec], EntityFinding | None]] = {"vehicle_plate": find_plate, "vin": find_vin}
