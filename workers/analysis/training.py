"""Trains a template's models of calls: ``python -m workers.analysis.training workshop --calls FILE…``.

Logistic regressions over the features of signs.py, from the template's requests and openings and from labelled calls; the same data give
the same weights. Features seen once are dropped, and of the rest those with the most influence are kept. A template with few calls of its
own learns from those of others how calls end and what each kind of intent sounds like: ``--kin workshop FILE…``. With enough calls, two
further models learn which services a call is about (job_training.py).
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

from workers.analysis.job_training import enough_jobs, fit_sounds, fit_wanted, sparse
from workers.analysis.lessons import (
    QUESTIONS,
    Lesson,
    lessons_of_calls,
    lessons_of_endings,
    lessons_of_kin,
    lessons_of_wishes,
    read_calls,
)
from workers.analysis.model import SERVICES, WEIGHTS_FILE, CallModel, levelled_words, save
from workers.sectors import Sector, load_sector
from workers.sectors.schema import URGENCIES

_MOST_SIGNS = 14_000
_FEWEST_SEEN = 2
_CALL_WEIGHT = 3.0
_INVERSE_REGULARIZATION = 3.0
_MAX_ITERATIONS = 120

Weights = tuple[NDArray[np.float64], NDArray[np.float64]]


def train(sector: Sector, lessons: Sequence[Lesson], most_signs: int = _MOST_SIGNS) -> CallModel:
    counts = Counter(sign for lesson in lessons for sign in lesson.signs)
    signs = sorted(sign for sign, count in counts.items() if count >= _FEWEST_SEEN)
    weights, _ = _fit(sector, lessons, signs)
    if len(signs) > most_signs:
        moved = np.abs(weights).max(axis=1) * np.sqrt([counts[sign] for sign in signs])
        signs = [signs[index] for index in sorted(np.argsort(-moved, kind="stable")[:most_signs])]
    weights, bias = _fit(sector, lessons, signs)
    model = CallModel(
        answers={question: _answers(sector, lessons, question) for question in _asked(lessons)},
        rows={sign: row for row, sign in enumerate(signs)},
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        levelled=levelled_words(sector),
    )
    return _with_jobs(model, sector, lessons) if enough_jobs(lessons) else model


def _with_jobs(model: CallModel, sector: Sector, lessons: Sequence[Lesson]) -> CallModel:
    jobs = tuple(sector.services)
    inputs = _matrix(lessons, model.rows)
    weights, bias = fit_sounds(inputs, lessons, jobs)
    return replace(
        model,
        answers={**model.answers, SERVICES: jobs},
        weights=np.hstack([model.weights, weights.astype(np.float32)]),
        bias=np.concatenate([model.bias, bias.astype(np.float32)]),
        jobs=fit_wanted(inputs, lessons, jobs),
    )


def _asked(lessons: Sequence[Lesson]) -> list[str]:
    """Skip questions without training data: a template without labelled calls learns only its intents."""
    return [question for question in QUESTIONS if any(question in lesson.labels for lesson in lessons)]


def _answers(sector: Sector, lessons: Sequence[Lesson], question: str) -> tuple[str, ...]:
    known = {"intent": tuple(sector.intents), "urgency": URGENCIES}
    if question in known:
        return known[question]
    return tuple(sorted({lesson.labels[question] for lesson in lessons if question in lesson.labels}))


def _fit(sector: Sector, lessons: Sequence[Lesson], signs: Sequence[str]) -> Weights:
    inputs = _matrix(lessons, {sign: index for index, sign in enumerate(signs)})
    columns, biases = [], []
    for question in _asked(lessons):
        rows = [index for index, lesson in enumerate(lessons) if question in lesson.labels]
        labels = [lessons[index].labels[question] for index in rows]
        importance = [_CALL_WEIGHT if lessons[index].call else 1.0 for index in rows]
        answers = _answers(sector, lessons, question)
        weights, bias = _fit_one(inputs[rows], labels, answers, importance)
        columns.append(weights)
        biases.append(bias)
    return np.hstack(columns), np.concatenate(biases)


def _fit_one(
    inputs: Any, labels: Sequence[str], answers: Sequence[str], importance: Sequence[float]
) -> Weights:
    """A single-label question; answers without training examples are never chosen."""
    weights = np.zeros((inputs.shape[1], len(answers)))
    bias = np.full(len(answers), -30.0)
    fitted = LogisticRegression(C=_INVERSE_REGULARIZATION, max_iter=_MAX_ITERATIONS, tol=1e-3)
    fitted.fit(inputs, labels, sample_weight=importance)
    both = len(fitted.classes_) == 2
    for index, answer in enumerate(fitted.classes_):
        sign = (-0.5, 0.5)[index] if both else 1.0
        weights[:, answers.index(answer)] = sign * fitted.coef_[0 if both else index]
        bias[answers.index(answer)] = sign * fitted.intercept_[0 if both else index]
    return weights, bias


def _matrix(lessons: Sequence[Lesson], rows: Mapping[str, int]) -> Any:
    return sparse([lesson.signs for lesson in lessons], rows)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sector")
    parser.add_argument(
        "--calls", type=Path, nargs="*", default=[], help="files of labelled calls, one a line"
    )
    parser.add_argument(
        "--kin", nargs="+", action="append", default=[], metavar=("SECTOR", "FILE"),
        help="another template, and files of its labelled calls",
    )  # fmt: skip
    parser.add_argument("--signs", type=int, default=_MOST_SIGNS, help="how many signs are kept")
    options = parser.parse_args(arguments)
    sector = load_sector(options.sector)
    lessons = [
        *lessons_of_wishes(sector),
        *lessons_of_endings(sector),
        *lessons_of_calls(sector, read_calls(options.calls)),
    ]
    for name, *files in options.kin:
        lessons += lessons_of_kin(sector, read_calls([Path(file) for file in files]), load_sector(name))
    file = Path(sector.folder) / WEIGHTS_FILE
    save(train(sector, lessons, options.signs), file)
    sys.stdout.write(f"{len(lessons)} lessons, weights in {file}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
