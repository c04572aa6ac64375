"""Trains a template's models of calls: ``python -m workers.analysis.training workshop --calls FILE…``.

Logistic regressions over the features of calls (features.py), from the template's requests and openings and from labelled calls; the same data give
the same weights. Features seen once are dropped, and of the rest those with the most influence are kept. A template with few calls of its
own learns from those of others how calls end and what each kind of intent sounds like: ``--transfer workshop FILE…``. With enough calls, two
further models learn which services a call is about (service_training.py).
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from workers.analysis.examples import (
    TASKS,
    Example,
    examples_of_calls,
    examples_of_endings,
    examples_of_requests,
    read_calls,
    transferred_examples,
)
from workers.analysis.model import SERVICES, WEIGHTS_FILE, CallModel, delexicalised_words, save
from workers.analysis.service_training import (
    enough_services,
    feature_matrix,
    fit_call_scores,
    fit_service_weights,
)
from workers.sectors import Sector, load_sector
from workers.sectors.schema import URGENCIES

_MAX_FEATURES = 14_000
_MIN_FREQUENCY = 2
_CALL_WEIGHT = 3.0
_INVERSE_REGULARIZATION = 3.0
_MAX_ITERATIONS = 120

Weights = tuple[NDArray[np.float64], NDArray[np.float64]]


def train(sector: Sector, examples: Sequence[Example], max_features: int = _MAX_FEATURES) -> CallModel:
    counts = Counter(feature for example in examples for feature in example.features)
    features = sorted(feature for feature, count in counts.items() if count >= _MIN_FREQUENCY)
    weights, _ = _fit(sector, examples, features)
    if len(features) > max_features:
        influence = np.abs(weights).max(axis=1) * np.sqrt([counts[feature] for feature in features])
        features = [features[index] for index in sorted(np.argsort(-influence, kind="stable")[:max_features])]
    weights, bias = _fit(sector, examples, features)
    model = CallModel(
        classes={task: _classes(sector, examples, task) for task in _tasks(examples)},
        rows={feature: row for row, feature in enumerate(features)},
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        delexicalised=delexicalised_words(sector),
    )
    return _with_services(model, sector, examples) if enough_services(examples) else model


def _with_services(model: CallModel, sector: Sector, examples: Sequence[Example]) -> CallModel:
    services = tuple(sector.services)
    inputs = _matrix(examples, model.rows)
    weights, bias = fit_call_scores(inputs, examples, services)
    return replace(
        model,
        classes={**model.classes, SERVICES: services},
        weights=np.hstack([model.weights, weights.astype(np.float32)]),
        bias=np.concatenate([model.bias, bias.astype(np.float32)]),
        service_weights=fit_service_weights(inputs, examples, services),
    )


def _tasks(examples: Sequence[Example]) -> list[str]:
    """Skip tasks without training data: a template without labelled calls learns only its intents."""
    return [task for task in TASKS if any(task in example.labels for example in examples)]


def _classes(sector: Sector, examples: Sequence[Example], task: str) -> tuple[str, ...]:
    closed = {"intent": tuple(sector.intents), "urgency": URGENCIES}
    if task in closed:
        return closed[task]
    return tuple(sorted({example.labels[task] for example in examples if task in example.labels}))


def _fit(sector: Sector, examples: Sequence[Example], features: Sequence[str]) -> Weights:
    inputs = _matrix(examples, {feature: index for index, feature in enumerate(features)})
    columns, biases = [], []
    for task in _tasks(examples):
        rows = [index for index, example in enumerate(examples) if task in example.labels]
        labels = [examples[index].labels[task] for index in rows]
        sample_weights = [_CALL_WEIGHT if examples[index].is_call else 1.0 for index in rows]
        classes = _classes(sector, examples, task)
        weights, bias = _fit_task(inputs[rows], labels, classes, sample_weights)
        columns.append(weights)
        biases.append(bias)
    return np.hstack(columns), np.concatenate(biases)


def _fit_task(
    inputs: Any, labels: Sequence[str], classes: Sequence[str], sample_weights: Sequence[float]
) -> Weights:
    """A single-label task; classes without training examples are never predicted."""
    weights = np.zeros((inputs.shape[1], len(classes)))
    bias = np.full(len(classes), -30.0)
    fitted = LogisticRegression(C=_INVERSE_REGULARIZATION, max_iter=_MAX_ITERATIONS, tol=1e-3)
    fitted.fit(inputs, labels, sample_weight=sample_weights)
    binary = len(fitted.classes_) == 2
    for index, name in enumerate(fitted.classes_):
        sign = (-0.5, 0.5)[index] if binary else 1.0
        weights[:, classes.index(name)] = sign * fitted.coef_[0 if binary else index]
        bias[classes.index(name)] = sign * fitted.intercept_[0 if binary else index]
    return weights, bias


def _matrix(examples: Sequence[Example], rows: Mapping[str, int]) -> Any:
    return feature_matrix([example.features for example in examples], rows)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sector")
    parser.add_argument(
        "--calls", type=Path, nargs="*", default=[], help="files of labelled calls, one a line"
    )
    parser.add_argument(
        "--transfer", nargs="+", action="append", default=[], metavar=("SECTOR", "FILE"),
        help="another template, and files of its labelled calls",
    )  # fmt: skip
    parser.add_argument("--max-features", type=int, default=_MAX_FEATURES, help="how many features are kept")
    options = parser.parse_args(arguments)
    sector = load_sector(options.sector)
    examples = [
        *examples_of_requests(sector),
        *examples_of_endings(sector),
        *examples_of_calls(sector, read_calls(options.calls)),
    ]
    for name, *files in options.transfer:
        examples += transferred_examples(
            sector, read_calls([Path(file) for file in files]), load_sector(name)
        )
    file = Path(sector.folder) / WEIGHTS_FILE
    save(train(sector, examples, options.max_features), file)
    sys.stdout.write(f"{len(examples)} examples, weights in {file}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
