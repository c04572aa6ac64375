"""Small linear models of whole calls, trained from a template's requests and labelled calls (see training.py) and stored beside it.

Linear classifiers for several tasks (intent, outcome, urgency, services) share one matrix: a row per feature, a column per class of a task.
A template without weights is read by its phrases alone.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.analysis.feature_index import ROW_BYTES, FeatureIndex
from workers.analysis.features import feature_blocks
from workers.analysis.reading import Reading
from workers.analysis.text import split_words
from workers.sectors.schema import Sector

log = logging.getLogger(__name__)
WEIGHTS_FILE = "call_weights.npz"
SERVICES = "services"
"""The multi-label task: how much the whole call sounds like each service."""

Predictions = Mapping[str, Mapping[str, float]]
"""For each task the probability of each class; for services a score of about 0 to 1 each."""


@dataclass(frozen=True)
class CallModel:
    """``classes`` are the columns, by task; ``rows`` maps features to rows; ``service_weights`` are those of the service model, by feature.

    Words in ``delexicalised`` are replaced by a placeholder before features are extracted.
    """

    classes: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    delexicalised: frozenset[str]
    service_weights: Mapping[str, float] = field(default_factory=dict)

    def predict(self, reading: Reading) -> Predictions:
        logits = self._logits(reading)
        predictions: dict[str, dict[str, float]] = {}
        start = 0
        for task, classes in self.classes.items():
            own = logits[start : start + len(classes)]
            scores = own if task == SERVICES else _softmax(own)
            start += len(classes)
            predictions[task] = dict(zip(classes, scores.tolist(), strict=True))
        return predictions

    def _logits(self, reading: Reading) -> NDArray[np.float32]:
        blocks = list(feature_blocks(reading, self.delexicalised))
        found = list(map(self.feature_index.rows_of, blocks))
        values = np.array([block.value for block in blocks], dtype=np.float32)
        values = np.repeat(values, [len(rows) // ROW_BYTES for rows in found])
        logits: NDArray[np.float32] = self.bias + values @ self.weights.take(
            np.frombuffer(b"".join(found), np.intc), axis=0
        )
        return logits

    @cached_property
    def feature_index(self) -> FeatureIndex:
        return FeatureIndex(self.rows)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - max(logits.tolist()))
    probabilities: NDArray[np.float32] = raised / np.add.reduce(raised)
    return probabilities


def delexicalised_words(sector: Sector) -> frozenset[str]:
    """Words of makes and models in all spellings, everyday words aside: which one it is says nothing about the intent."""
    names = [*sector.gazetteer, *(model for models in sector.gazetteer.values() for model in models)]
    names += [form for forms in sector.spoken.values() for form in forms]
    words = frozenset(word for name in names for word in split_words(name).words if len(word) > 3)
    return words - sector.ambiguous.everyday


def save(model: CallModel, file: Path) -> None:
    """Quantize the weights to eight bits with one scale per column: a fifth of the size, without changing any prediction."""
    scale = np.abs(model.weights).max(axis=0).clip(1e-6) / 127
    np.savez_compressed(
        file,
        classes=np.array("\n".join(f"{task} {' '.join(classes)}" for task, classes in model.classes.items())),
        features=np.array("\n".join(model.rows)),
        weights=np.rint(model.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=model.bias.astype(np.float32),
        service_features=np.array("\n".join(model.service_weights)),
        service_weights=np.array(list(model.service_weights.values()), dtype=np.float32),
    )


@lru_cache(maxsize=32)
def model_of(sector: Sector) -> CallModel | None:
    """Load the template's weights; None if it has not been trained, or only by a version whose files have other names."""
    file = Path(sector.folder) / WEIGHTS_FILE
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as data:
        if "features" not in data:
            log.warning("weights of another version are not used, train them again file=%s", file)
            return None
        lines = [line.split(" ") for line in str(data["classes"]).split("\n")]
        return CallModel(
            classes={line[0]: tuple(line[1:]) for line in lines},
            rows={feature: row for row, feature in enumerate(str(data["features"]).split("\n"))},
            weights=data["weights"].astype(np.float32) * data["scale"],
            bias=data["bias"],
            delexicalised=delexicalised_words(sector),
            service_weights=dict(
                zip(str(data["service_features"]).split("\n"), data["service_weights"].tolist(), strict=False)
            )
            if "service_features" in data
            else {},
        )
