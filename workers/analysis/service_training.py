"""Trains the two models that decide which services a call is about: how much the call sounds like each, and which of those named are wanted.

The second model is trained on out-of-fold predictions of the first, with folds by author, because that is what it will see in production;
in-sample predictions would be overconfident.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from workers.analysis.examples import Example
from workers.analysis.model import SERVICES
from workers.analysis.service_model import BIAS, with_call_score

_MIN_EXAMPLES, _MIN_FREQUENCY = 500, 2
_INVERSE_REGULARIZATION, _MAX_ITERATIONS = 0.5, 300
_RIDGE_PENALTY, _REQUEST_WEIGHT = 0.3, 0.5
_FOLDS = 4

Floats = NDArray[np.float64]


def enough_services(examples: Sequence[Example]) -> bool:
    """Too few calls add nothing to what the phrases know."""
    return sum(len(example.services) for example in examples) >= _MIN_EXAMPLES


def fit_call_scores(
    inputs: Any, examples: Sequence[Example], services: Sequence[str]
) -> tuple[Floats, Floats]:
    """Weights and bias of a ridge regression for every service; ``inputs`` has one row of features per example."""
    labelled = _labelled(examples)
    ridge = _Ridge(inputs[labelled], [examples[row] for row in labelled], services)
    dual = ridge.dual(np.arange(len(labelled)))
    return inputs[labelled].T @ dual, dual.sum(axis=0)


def fit_service_weights(
    inputs: Any, examples: Sequence[Example], services: Sequence[str]
) -> dict[str, float]:
    """Learn what distinguishes a service that is wanted from one that is only named."""
    named = list(service_examples(inputs, examples, services))
    counts = Counter(feature for features, _ in named for feature in features)
    kept = sorted(feature for feature, count in counts.items() if count >= _MIN_FREQUENCY)
    columns = {feature: column for column, feature in enumerate(kept)}
    fitted = LogisticRegression(C=_INVERSE_REGULARIZATION, max_iter=_MAX_ITERATIONS).fit(
        feature_matrix([features for features, _ in named], columns), [wanted for _, wanted in named]
    )
    return {BIAS: float(fitted.intercept_[0]), **dict(zip(kept, fitted.coef_[0].tolist(), strict=True))}


def service_examples(
    inputs: Any, examples: Sequence[Example], services: Sequence[str]
) -> Iterator[tuple[Mapping[str, float], bool]]:
    """Yield the features of each service named in a call, and whether it was wanted."""
    labelled = _labelled(examples)
    calls = [examples[row] for row in labelled]
    scores = _Ridge(inputs[labelled], calls, services).out_of_fold()
    column = {service: index for index, service in enumerate(services)}
    for call, call_scores in zip(calls, scores, strict=True):
        for service, features, wanted in call.services:
            yield with_call_score(dict(features), float(call_scores[column[service]])), wanted


def _labelled(examples: Sequence[Example]) -> list[int]:
    return [row for row, example in enumerate(examples) if SERVICES in example.labels]


class _Ridge:
    """Kernel ridge regression for all services at once, in the dual form, as there are fewer examples than features."""

    def __init__(self, inputs: Any, examples: Sequence[Example], services: Sequence[str]) -> None:
        self._kernel = (inputs @ inputs.T).toarray() + 1.0
        self._wanted = np.array(
            [[float(service in example.labels[SERVICES]) for service in services] for example in examples]
        )
        self._penalty = np.array(
            [_RIDGE_PENALTY / (1.0 if example.is_call else _REQUEST_WEIGHT) for example in examples]
        )
        self._folds = np.array(_folds(examples))

    def dual(self, rows: NDArray[np.int_]) -> Floats:
        """Dual coefficients of these examples for each service."""
        kernel = self._kernel[np.ix_(rows, rows)] + np.diag(self._penalty[rows])
        solved: Floats = np.linalg.solve(kernel, self._wanted[rows])
        return solved

    def out_of_fold(self) -> Floats:
        """Out-of-fold predictions: each call scored by a model that has seen nothing of its author."""
        scores = np.zeros_like(self._wanted)
        for fold in range(_FOLDS):
            held_out, rest = (np.flatnonzero(chosen) for chosen in (self._folds == fold, self._folds != fold))
            scores[held_out] = self._kernel[np.ix_(held_out, rest)] @ self.dual(rest)
        return scores


def _folds(examples: Sequence[Example]) -> list[int]:
    """Assign calls to folds by author, or one by one if there are few authors; isolated requests are in every training set."""
    authors = sorted({example.author for example in examples if example.is_call})
    if len(authors) < _FOLDS:
        return [index % _FOLDS if example.is_call else _FOLDS for index, example in enumerate(examples)]
    return [authors.index(example.author) % _FOLDS if example.is_call else _FOLDS for example in examples]


def feature_matrix(examples: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> Any:
    rows, indices, values = [], [], []
    for row, features in enumerate(examples):
        for feature, value in features.items():
            if feature in columns:
                rows.append(row)
                indices.append(columns[feature])
                values.append(value)
    return csr_matrix((values, (rows, indices)), shape=(len(examples), len(columns)), dtype=np.float64)
