"""Small decisions learned from labelled calls, which hold in every line of business: their features name kinds of intents and speech acts.

The weights (decision_training.py) are stored beside this module; a template that brings a file of its own is read with that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.sectors.schema import Sector

DECISIONS_FILE = "decision_weights.npz"
FURTHER, SENTIMENT = "further", "sentiment"
SENTIMENTS = ("negative", "neutral", "positive")
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of ``weights`` per feature, a column per class; a decision between yes and no has one column.

    Rows lie one after the other (C order): from any other, numpy copies all of them before it takes some.
    """

    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probability(self, features: Features) -> float:
        """Of yes."""
        return float(1 / (1 + np.exp(-self._logits(features)[0])))

    def probabilities(self, features: Features) -> list[float]:
        """Of each class."""
        logits = self._logits(features)
        raised = np.exp(logits - logits.max())
        shares: list[float] = (raised / raised.sum()).tolist()
        return shares

    def _logits(self, features: Features) -> NDArray[np.float32]:
        rows = self.rows
        known = [(rows[name], value) for name, value in features.items() if name in rows]
        if not known:
            return self.bias
        found, values = zip(*known, strict=True)
        logits: NDArray[np.float32] = self.bias + np.array(values, np.float32) @ self.weights.take(
            found, axis=0
        )
        return logits


def save_decisions(decisions: Mapping[str, Decision], file: Path) -> None:
    """Quantize the weights to eight bits with one scale per column, as those of the models."""
    stored: dict[str, NDArray[np.generic]] = {}
    for name, decision in decisions.items():
        scale = np.abs(decision.weights).max(axis=0).clip(1e-6) / 127
        stored |= {
            f"{name}_features": np.array("\n".join(decision.rows)),
            f"{name}_weights": np.rint(decision.weights / scale).astype(np.int8),
            f"{name}_scale": scale.astype(np.float32),
            f"{name}_bias": decision.bias.astype(np.float32),
        }
    np.savez_compressed(file, **stored)  # type: ignore[arg-type]


@lru_cache(maxsize=32)
def decisions_of(sector: Sector) -> Mapping[str, Decision]:
    own = Path(sector.folder) / DECISIONS_FILE
    return _read(own if own.is_file() else Path(__file__).with_name(DECISIONS_FILE))


@lru_cache(maxsize=8)
def _read(file: Path) -> Mapping[str, Decision]:
    with np.load(file, allow_pickle=False) as data:
        return {
            name: Decision(
                {feature: row for row, feature in enumerate(str(data[f"{name}_features"]).split("\n"))},
                np.ascontiguousarray(data[f"{name}_weights"].astype(np.float32) * data[f"{name}_scale"]),
                data[f"{name}_bias"],
            )
            for name in (FURTHER, SENTIMENT)
        }
