"""What the caller gave: each entity of the sector by the reader of its kind, with how sure it is."""

from workers.analysis.findings import EntityFinding
from workers.analysis.reading import Reading
from workers.sectors.schema import Sector


def find_entities(reading: Reading, sector: Sector) -> dict[str, EntityFinding]:
    return {}
