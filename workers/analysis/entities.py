"""Entities given by the caller: each one by the reader for its kind, with a confidence."""

from collections.abc import Callable

from workers.analysis.amounts import find_number, find_party_size
from workers.analysis.choices import find_choice
from workers.analysis.emails import find_email
from workers.analysis.findings import EntityFinding
from workers.analysis.identifiers import find_phone, find_plate, find_vin
from workers.analysis.names import find_name
from workers.analysis.quantities import find_mileage
from workers.analysis.reading import Reading
from workers.analysis.times import find_requested_time
from workers.analysis.vehicles import find_vehicle
from workers.analysis.years import find_year
from workers.sectors.schema import EntitySpec, Intent, Sector


def find_entities(
    reading: Reading, sector: Sector, language: str, intent: Intent
) -> dict[str, EntityFinding]:
    found: dict[str, EntityFinding] = {}
    vehicle = find_vehicle(reading, sector) if intent.kind != "outsider" and sector.gazetteer else {}
    for spec in sector.entities.values():
        finding = vehicle.get(_VEHICLE_PARTS.get(spec.kind, "")) or _find(reading, spec, language, intent)
        if finding is not None:
            found[spec.name] = finding
    return found


def _find(reading: Reading, spec: EntitySpec, language: str, intent: Intent) -> EntityFinding | None:
    if spec.kind == "phone":
        return find_phone(reading, spec, language)
    if spec.kind == "time_words":
        if intent.kind == "outsider":
            return None
        return find_requested_time(reading, spec, only_asked=intent.kind not in _DATED)
    reader = _READERS.get(spec.kind)
    return reader(reading, spec) if reader else None


_VEHICLE_PARTS = {"gazetteer_make": "make", "gazetteer_model": "model"}
_DATED = frozenset({"booking", "change", "cancel", "complaint", "price", "emergency", "sales"})
"""Kinds of intent for which a day the caller mentions unasked is a day requested of the business."""
_READERS: dict[str, Callable[[Reading, EntitySpec], EntityFinding | None]] = {
    "vehicle_plate": find_plate,
    "vin": find_vin,
    "vehicle_year": find_year,
    "distance_km": find_mileage,
    "person_name": find_name,
    "email": find_email,
    "number": find_number,
    "party_size": find_party_size,
    "one_of": find_choice,
}
