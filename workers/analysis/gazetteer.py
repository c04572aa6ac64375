"""Makes and models as concepts of the lexicon, in all their spellings."""

from collections.abc import Iterator, Mapping

from workers.analysis.spoken_names import spoken_code
from workers.analysis.text import split_words
from workers.sectors.schema import Sector

MAKE, MODEL = "make:", "model:"
_FEWEST_DIGITS = 3


def vehicle_phrases(sector: Sector) -> dict[str, tuple[str, ...]]:
    """Return a concept for each make and model of the gazetteer, with all its spellings."""
    phrases: dict[str, tuple[str, ...]] = {}
    for make, models in sector.gazetteer.items():
        makes = phrases[MAKE + make] = _split((make, *sector.spoken.get(make, ())))
        for model in models:
            forms = tuple(_model_forms(model, makes, sector.spoken))
            phrases[MODEL + model] = (*phrases.get(MODEL + model, ()), *forms)
    return {concept: tuple(dict.fromkeys(forms)) for concept, forms in phrases.items()}


def _model_forms(model: str, makes: tuple[str, ...], spoken: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """«208» and «dos cero ocho»; one or two digits only after the make: «Mazda dos»."""
    own = _split((model, *spoken_code(model)))
    if model.isdigit() and len(model) < _FEWEST_DIGITS:
        own = tuple(f"{make} {number}" for make in makes for number in own)
    yield from own
    yield from _split(spoken.get(model, ()))


def _split(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(split_words(name).words) for name in names)
