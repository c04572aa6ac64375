"""Trains the two models that tell which jobs a call is about: what the whole call sounds like, and which of the jobs it names are wanted.

The second learns from what the first says of calls whose author it has not read, as it will have to of every call to come; what
it says of calls that it learned from is too good to be believed.
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
    """Too few calls teach nothing that the phrases do not know."""
    return sum(len(lesson.jobs) for lesson in lessons) >= _FEWEST


def fit_sounds(inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights and bias of a ridge regression for every job; ``inputs`` holds a row of signs for each lesson."""
    taught = [at for at, lesson in enumerate(lessons) if SERVICES in lesson.labels]
    dual = _Ridge(inputs[taught], [lessons[at] for at in taught], jobs).dual(np.arange(len(taught)))
    return inputs[taught].T @ dual, dual.sum(axis=0)


def fit_wanted(inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> dict[str, float]:
    """Learn what makes a job that is named one that is wanted."""
    told = list(told_by(inputs, lessons, jobs))
    counts = Counter(sign for signs, _ in told for sign in signs)
    signs = sorted(sign for sign, count in counts.items() if count >= _SEEN)
    rows = sparse([of for of, _ in told], {sign: column for column, sign in enumerate(signs)})
    fitted = LogisticRegression(C=_LOOSENESS, max_iter=_ROUNDS).fit(rows, [wanted for _, wanted in told])
    return {BIAS: float(fitted.intercept_[0]), **dict(zip(signs, fitted.coef_[0].tolist(), strict=True))}


def told_by(
    inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]
) -> Iterator[tuple[Mapping[str, float], bool]]:
    """Yield the signs of each job that a call names, and whether it was wanted."""
    taught = [at for at, lesson in enumerate(lessons) if SERVICES in lesson.labels]
    known = [lessons[at] for at in taught]
    heard = _Ridge(inputs[taught], known, jobs).unseen()
    column = {job: at for at, job in enumerate(jobs)}
    for lesson, sounds in zip(known, heard, strict=True):
        for job, signs, wanted in lesson.jobs:
            yield with_sound(dict(signs), float(sounds[column[job]])), wanted


class _Ridge:
    """Solved by lessons, of which there are fewer than signs: all jobs at once."""

    def __init__(self, inputs: Any, lessons: Sequence[Lesson], jobs: Sequence[str]) -> None:
        self._kernel = (inputs @ inputs.T).toarray() + 1.0
        self._wanted = np.array(
            [[float(job in lesson.labels[SERVICES]) for job in jobs] for lesson in lessons]
        )
        self._slack = np.array([_STIFFNESS / (1.0 if lesson.call else _WISH_WEIGHT) for lesson in lessons])
        self._folds = np.array(_folds(lessons))

    def dual(self, rows: NDArray[np.int_]) -> Floats:
        """How much each of these lessons weighs for each job."""
        kernel = self._kernel[np.ix_(rows, rows)] + np.diag(self._slack[rows])
        solved: Floats = np.linalg.solve(kernel, self._wanted[rows])
        return solved

    def unseen(self) -> Floats:
        """What each call sounds like to a model that has read nothing of its author."""
        heard = np.zeros_like(self._wanted)
        for fold in range(_FOLDS):
            apart, rest = (np.flatnonzero(chosen) for chosen in (self._folds == fold, self._folds != fold))
            heard[apart] = self._kernel[np.ix_(apart, rest)] @ self.dual(rest)
        return heard


def _folds(lessons: Sequence[Lesson]) -> list[int]:
    """Share the calls out by author, or one by one where there are few authors; wishes are learned from in every fold."""
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
