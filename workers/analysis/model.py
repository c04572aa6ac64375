"""A small linear model of intents, trained from the openings of a template (see training.py) and kept beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.analysis.text import split_words
from workers.analysis.wishes import wish_features
from workers.sectors.schema import Sector

WEIGHTS_FILE = "intent_weights.npz"


@dataclass(frozen=True, slots=True)
class IntentModel:
    """``weights`` has a row a feature and a column an intent; ``rows`` tells each feature's row."""

    intents: tuple[str, ...]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    levelled: frozenset[str]

    def logits(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return one number an intent for the words of one turn, without the bias."""
        found = [
            row
            for feature in wish_features(words, self.levelled)
            if (row := self.rows.get(feature)) is not None
        ]
        if not found:
            return np.zeros(len(self.intents), dtype=np.float32)
        total: NDArray[np.float32] = self.weights[found].sum(axis=0) / np.float32(np.sqrt(len(found)))
        return total

    def probabilities(self, logits: NDArray[np.float32]) -> dict[str, float]:
        raised = np.exp(logits + self.bias - (logits + self.bias).max())
        return dict(zip(self.intents, (raised / raised.sum()).tolist(), strict=True))


def levelled_words(sector: Sector) -> frozenset[str]:
    """Makes and models, however spelt: which one it is says nothing of the wish."""
    names = [*sector.gazetteer, *(model for models in sector.gazetteer.values() for model in models)]
    names += [form for forms in sector.spoken.values() for form in forms]
    return frozenset(word for name in names for word in split_words(name).words if len(word) > 3)


@lru_cache(maxsize=32)
def model_of(sector: Sector) -> IntentModel | None:
    """Load the template's weights; None where it has not been trained."""
    file = Path(sector.folder) / WEIGHTS_FILE
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as data:
        features = str(data["features"]).split("\n")
        return IntentModel(
            intents=tuple(str(data["intents"]).split("\n")),
            rows={feature: row for row, feature in enumerate(features)},
            weights=data["weights"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
            levelled=levelled_words(sector),
        )
