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

_FEWEST, _SEEN = 500, 2
_LOOSENESS, _ROUNDS = 0.2, 300
_STIFFNESS, _WISH_WEIGHT = 0.3, 0.5
_FOLDS = 4

Floats = NDArray[np.float64]


def enough_jobs(lessons: Sequence[Lesson]) -> bool:
    """Too few calls add nothing to what the phrases know."""
    return sum(len(lesson.jobs) for lesson in lessons) >= _FEWEST


def fit_sounds(inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights and bias of a ridge regression for every service; ``inputs`` has one row of features per lesson."""
    taught = [at for at, lesson in enumerate(lessons) if SERVICES in lesson.labels]
    dual = _Ridge(inputs[taught], [lessons[at] for at in taught], jobs).dual(np.arange(len(taught)))
    return inputs[taught].T @ dual, dual.sum(axis=0)


def fit_wanted(inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> dict[str, float]:
    """Learn what distinguishes a service that is wanted from one that is only named."""
    told = list(told_by(inputs, lessons, jobs))
    counts = Counter(sign for signs, _ in told for sign in signs)
    signs = sorted(sign for sign, count in counts.items() if count >= _SEEN)
    rows = sparse([of for of, _ in told], {sign: column for column, sign in enumerate(signs)})
    fitted = LogisticRegression(C=_LOOSENESS, max_iter=_ROUNDS).fit(rows, [wanted for _, wanted in told])
    return {BIAS: float(fitted.intercept_[0]), **dict(zip(signs, fitted.coef_[0].tolist(), strict=True))}


def told_by(
    inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]
) -> Iterator[tuple[Mapping[str, float], bool]]:
    """Yield the features of each service named in a call, and whether it was wanted."""
    taught = [at for at, lesson in enumerate(lessons) if SERVICES in lesson.labels]
    known = [lessons[at] for at in taught]
    heard = _Ridge(inputs[taught], known, jobs).unseen()
    column = {job: at for at, job in enumerate(jobs)}
    for lesson, sounds in zip(known, heard, strict=True):
        for job, signs, wanted in lesson.jobs:
            yield with_sound(dict(signs), float(sounds[column[job]])), wanted


class _Ridge:
    """Kernel ridge regression for all services at once, in the dual form, as there are fewer lessons than features."""

    def __init__(self, inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> None:
        self._kernel = (inputs @ inputs.T).toarray() + 1.0
        self._wanted = np.array(
            [[float(job in lesson.labels[SERVICES]) for job in jobs] for lesson in lessons]
        )
        self._slack = np.array([_STIFFNESS / (1.0 if lesson.call else _WISH_WEIGHT) for lesson in lessons])
        self._folds = np.array(_folds(lessons))

    def dual(self, rows: NDArray[np.int_]) -> Floats:
        """Dual coefficients of these lessons for each service."""
        kernel = self._kernel[np.ix_(rows, rows)] + np.diag(self._slack[rows])
        solved: Floats = np.linalg.solve(kernel, self._wanted[rows])
        return solved

    def unseen(self) -> Floats:
        """Out-of-fold predictions: each call scored by a model that has seen nothing of its author."""
        heard = np.zeros_like(self._wanted)
        for fold in range(_FOLDS):
            apart, rest = (np.flatnonzero(chosen) for chosen in (self._folds == fold, self._folds != fold))
            heard[apart] = self._kernel[np.ix_(apart, rest)] @ self.dual(rest)
        return heard


def _folds(lessons: Sequence[Lesson]) -> list[int]:
    """Assign calls to folds by author, or one by one if there are few authors; isolated requests are in every training set."""
    authors = sorted({lesson.author for lesson in lessons if lesson.call})
    if len(authors) < _FOLDS:
        return [at % _FOLDS if lesson.call else _FOLDS for at, lesson in enumerate(lessons)]
    return [authors.index(lesson.author) % _FOLDS if lesson.call else _FOLDS for lesson in lessons]


def sparse(told: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> Any:
    at, of, how_much = [], [], []
    for number, signs in enumerate(told):
        for sign, value in signs.items():
            if sign in columns:
                at.append(number)
                of.append(columns[sign])
                how_much.append(value)
    return csr_matrix((how_much, (at, of)), shape=(len(told), len(columns)), dtype=np.float64)
