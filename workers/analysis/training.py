"""Trains a template's model of intents from its openings: ``python -m workers.analysis.training workshop``.

Multinomial logistic regression by full-batch gradient descent in numpy: the same data give the same weights.
Labelled calls, given with ``--calls FILE``, add their callers' first words.
"""

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.analysis.model import WEIGHTS_FILE, IntentModel, levelled_words
from workers.analysis.text import split_words
from workers.analysis.transcript import transcript_from_call
from workers.analysis.wishes import wish_features
from workers.sectors import Sector, load_sector

Example = tuple[str, str]  # what was said, its intent
_ROUNDS, _RATE, _DECAY = 260, 0.15, 2e-4


def read_openings(sector: Sector) -> list[Example]:
    """The template's own by intent, then those of its ground by kind: each for the first intent of that kind."""
    examples: list[Example] = []
    for file in sorted(Path(sector.folder).glob("openings_*.toml")):
        for intent, sayings in tomllib.loads(file.read_text(encoding="utf-8")).items():
            examples += [(saying, intent) for saying in sayings]
    for file in sorted(Path(sector.ground).glob("openings_*.toml")) if sector.ground else ():
        for kind, sayings in tomllib.loads(file.read_text(encoding="utf-8")).items():
            of_kind = sector.intent_of_kind(kind)
            examples += [(saying, of_kind) for saying in sayings if of_kind]
    return examples


def read_calls(lines: Iterable[str]) -> list[Example]:
    """Return the caller's first two turns of each labelled call."""
    examples: list[Example] = []
    for line in lines:
        call = json.loads(line)
        said = [turn.text for turn in transcript_from_call(call).turns if turn.role == "user"][:2]
        examples += [(" ".join(said), call["labels"]["intent"])] if said else []
    return examples


def train(sector: Sector, examples: Sequence[Example]) -> IntentModel:
    levelled = levelled_words(sector)
    described = [wish_features(split_words(text).words, levelled) for text, _ in examples]
    counts = Counter(feature for features in described for feature in features)
    features = sorted(counts)
    rows = {feature: row for row, feature in enumerate(features)}
    intents = tuple(sector.intents)
    inputs = np.zeros((len(examples), len(features)), dtype=np.float32)
    for at, found in enumerate(described):
        known = [rows[feature] for feature in found if feature in rows]
        inputs[at, known] = 1 / np.sqrt(max(1, len(known)))
    targets = np.eye(len(intents), dtype=np.float32)[[intents.index(intent) for _, intent in examples]]
    weights, bias = _descend(inputs, targets)
    return IntentModel(intents, rows, weights, bias, levelled)


def _descend(
    inputs: NDArray[np.float32], targets: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Adam on the cross-entropy with weight decay; classes weigh alike however many examples they have."""
    balance = 1 / targets.sum(axis=0).clip(1)
    importance = (targets @ balance)[:, None]
    importance *= len(targets) / importance.sum()
    weights = np.zeros((inputs.shape[1], targets.shape[1]), dtype=np.float32)
    bias = np.zeros(targets.shape[1], dtype=np.float32)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _ROUNDS + 1):
        logits = inputs @ weights + bias
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        error = (raised / raised.sum(axis=1, keepdims=True) - targets) * importance / len(targets)
        gradient = inputs.T @ error + _DECAY * weights
        mean = 0.9 * mean + 0.1 * gradient
        spread = 0.999 * spread + 0.001 * gradient**2
        weights -= (_RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)).astype(
            np.float32
        )
        bias -= (0.5 * error.sum(axis=0)).astype(np.float32)
    return weights, bias


def save(model: IntentModel, file: Path) -> None:
    np.savez_compressed(
        file,
        intents=np.array("\n".join(model.intents)),
        features=np.array("\n".join(model.rows)),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sector")
    parser.add_argument("--calls", type=Path, help="labelled calls, one a line")
    options = parser.parse_args(arguments)
    sector = load_sector(options.sector)
    examples = read_openings(sector)
    if options.calls:
        examples += read_calls(options.calls.read_text(encoding="utf-8").splitlines())
    file = Path(sector.folder) / WEIGHTS_FILE
    save(train(sector, examples), file)
    sys.stdout.write(f"{len(examples)} examples, weights in {file}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
