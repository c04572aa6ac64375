"""Entity values in their usual notation: grouped phone numbers, kilometres with separators, plates in one piece.

Independent of the source: a model keeps «120000 km» or «4817 jvs» as it heard it.
"""

import re

from dashboard_app import formats
from dashboard_app.i18n import language_of_page
from dashboard_app.reader_sector import sector_of_reader

AMOUNTS = frozenset({"number", "distance_km", "party_size"})  # years and postcodes are not amounts
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d+)\s*(?:km|kms|kil\S*)?", re.IGNORECASE)


def written(name: str, value: str) -> str:
    """`name` is the entity's in the reader's sector; values that cannot be parsed are returned unchanged."""
    sector = sector_of_reader()
    kind = sector.entities[name].kind if sector and name in sector.entities else name
    if kind == "one_of" and sector:
        return sector.label("values", value, language_of_page()) or value
    if kind == "phone":
        return formats.phone(value)
    if kind in AMOUNTS:
        amount = _AMOUNT.fullmatch(value.strip())
        return formats.number(int(re.sub(r"\D", "", amount[1]))) if amount else value
    if kind == "vehicle_plate":
        return re.sub(r"[\s.-]", "", value).upper()
    return value
