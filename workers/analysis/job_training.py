"""Trains the two models that decide which services a call is about: what the whole call sounds like, and which named services are wanted.

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

from workers.analysis.jobs import BIAS, with_sound
from workers.analysis.lessons import Lesson
from workers.analysis.model import SERVICES

_FEWEST_EXAMPLES, _FEWEST_SEEN = 500, 2
_INVERSE_REGULARIZATION, _MAX_ITERATIONS = 0.2, 300
_RIDGE_PENALTY, _WISH_WEIGHT = 0.3, 0.5
_FOLDS = 4

Floats = NDArray[np.float64]


def enough_jobs(lessons: Sequence[Lesson]) -> bool:
    """Too few calls add nothing to what the phrases know."""
    return sum(len(lesson.jobs) for lesson in lessons) >= _FEWEST_EXAMPLES


def fit_sounds(inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights and bias of a ridge regression for every service; ``inputs`` has one row of features per lesson."""
    taught = [index for index, lesson in enumerate(lessons) if SERVICES in lesson.labels]
    dual = _Ridge(inputs[taught], [lessons[index] for index in taught], jobs).dual(np.arange(len(taught)))
    return inputs[taught].T @ dual, dual.sum(axis=0)


def fit_wanted(inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> dict[str, float]:
    """Learn what distinguishes a service that is wanted from one that is only named."""
    examples = list(labelled_examples(inputs, lessons, jobs))
    counts = Counter(sign for signs, _ in examples for sign in signs)
    kept = sorted(sign for sign, count in counts.items() if count >= _FEWEST_SEEN)
    rows = sparse([signs for signs, _ in examples], {sign: column for column, sign in enumerate(kept)})
    fitted = LogisticRegression(C=_INVERSE_REGULARIZATION, max_iter=_MAX_ITERATIONS).fit(
        rows, [wanted for _, wanted in examples]
    )
    return {BIAS: float(fitted.intercept_[0]), **dict(zip(kept, fitted.coef_[0].tolist(), strict=True))}


def labelled_examples(
    inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]
) -> Iterator[tuple[Mapping[str, float], bool]]:
    """Yield the features of each service named in a call, and whether it was wanted."""
    taught = [index for index, lesson in enumerate(lessons) if SERVICES in lesson.labels]
    known = [lessons[index] for index in taught]
    scores = _Ridge(inputs[taught], known, jobs).out_of_fold()
    column = {job: index for index, job in enumerate(jobs)}
    for lesson, sounds in zip(known, scores, strict=True):
        for job, signs, wanted in lesson.jobs:
            yield with_sound(dict(signs), float(sounds[column[job]])), wanted


class _Ridge:
    """Kernel ridge regression for all services at once, in the dual form, as there are fewer lessons than features."""

    def __init__(self, inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> None:
        self._kernel = (inputs @ inputs.T).toarray() + 1.0
        self._wanted = np.array(
            [[float(job in lesson.labels[SERVICES]) for job in jobs] for lesson in lessons]
        )
        self._penalty = np.array(
            [_RIDGE_PENALTY / (1.0 if lesson.call else _WISH_WEIGHT) for lesson in lessons]
        )
        self._folds = np.array(_folds(lessons))

    def dual(self, rows: NDArray[np.int_]) -> Floats:
        """Dual coefficients of these lessons for each service."""
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


def _folds(lessons: Sequence[Lesson]) -> list[int]:
    """Assign calls to folds by author, or one by one if there are few authors; isolated requests are in every training set."""
    authors = sorted({lesson.author for lesson in lessons if lesson.call})
    if len(authors) < _FOLDS:
        return [index % _FOLDS if lesson.call else _FOLDS for index, lesson in enumerate(lessons)]
    return [authors.index(lesson.author) % _FOLDS if lesson.call else _FOLDS for lesson in lessons]


def sparse(examples: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> Any:
    rows, indices, values = [], [], []
    for row, signs in enumerate(examples):
        for sign, value in signs.items():
            if sign in columns:
                rows.append(row)
                indices.append(columns[sign])
                values.append(value)
    return csr_matrix((values, (rows, indices)), shape=(len(examples), len(columns)), dtype=np.float64)
