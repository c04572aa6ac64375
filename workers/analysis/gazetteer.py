"""Makes and models as concepts of the lexicon, in all their spellings."""

from collections.abc import Mapping

from workers.analysis.text import split_words
from workers.sectors.schema import Sector

MAKE, MODEL = "make:", "model:"


def vehicle_phrases(sector: Sector) -> dict[str, tuple[str, ...]]:
    """Return a concept for each make and model of the gazetteer, with all its spellings."""
    phrases: dict[str, tuple[str, ...]] = {}
    for make, models in sector.gazetteer.items():
        phrases[MAKE + make] = _forms(make, sector.spoken)
        phrases |= {MODEL + model: _forms(model, sector.spoken) for model in models}
    return phrases


def _forms(name: str, spoken: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(" ".join(split_words(form).words) for form in (name, *spoken.get(name, ())))
