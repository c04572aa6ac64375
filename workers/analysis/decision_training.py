"""Trains the small decisions (decisions.py): ``python -m workers.analysis.decision_training --calls workshop FILE… --calls restaurant FILE…``.

Logistic regressions over few features: which further intents a call has, and how the caller feels at its end. Templates learn together, as the
features belong to none. What was labelled is taken for the intent and the urgency of a call; the same data give the same weights.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from workers.analysis.decisions import (
    DECISIONS_FILE,
    FURTHER,
    SENTIMENT,
    SENTIMENTS,
    Decision,
    Features,
    save_decisions,
)
from workers.analysis.examples import read_calls
from workers.analysis.further_intents import further_features
from workers.analysis.reading import Reading, read
from workers.analysis.sentiment import sentiment_features
from workers.analysis.service_training import feature_matrix
from workers.analysis.transcript import transcript_from_call
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import Sector, load_sector

Call = Mapping[str, Any]
Labelled = tuple[Features, Any]
_FURTHER_REGULARIZATION, _SENTIMENT_REGULARIZATION = 0.3, 0.03
_FURTHER_FREQUENCY, _SENTIMENT_FREQUENCY = 2, 3
_MAX_ITERATIONS = 300


@dataclass(frozen=True, slots=True)
class DecisionExamples:
    """The features and the right answers, of every candidate for a further intent and of every call."""

    further: Sequence[Labelled]
    feelings: Sequence[Labelled]


def decision_examples(sector: Sector, calls: Iterable[Call]) -> DecisionExamples:
    readings = [(read(transcript_from_call(call), vocabulary_of(sector)), call["labels"]) for call in calls]
    return DecisionExamples(
        [example for reading, labels in readings for example in _further_examples(reading, sector, labels)],
        [example for reading, labels in readings for example in _sentiment_examples(reading, sector, labels)],
    )


def train_decisions(parts: Sequence[DecisionExamples]) -> dict[str, Decision]:
    further = [example for part in parts for example in part.further]
    feelings = [example for part in parts for example in part.feelings]
    return {
        FURTHER: _fit(further, (True,), _FURTHER_REGULARIZATION, _FURTHER_FREQUENCY),
        SENTIMENT: _fit(feelings, SENTIMENTS, _SENTIMENT_REGULARIZATION, _SENTIMENT_FREQUENCY),
    }


def _further_examples(reading: Reading, sector: Sector, labels: Mapping[str, Any]) -> Iterator[Labelled]:
    if "secondary_intents" in labels:
        candidates = further_features(reading, sector, sector.intents[labels["intent"]])
        yield from ((features, name in labels["secondary_intents"]) for name, features in candidates.items())


def _sentiment_examples(reading: Reading, sector: Sector, labels: Mapping[str, Any]) -> Iterator[Labelled]:
    if {"sentiment", "urgency"} <= labels.keys():
        intent = sector.intents[labels["intent"]]
        yield sentiment_features(reading, intent, labels["urgency"]), labels["sentiment"]


def _fit(
    examples: Sequence[Labelled], classes: tuple[Any, ...], regularization: float, frequency: int
) -> Decision:
    counts = Counter(feature for features, _ in examples for feature in features)
    kept = sorted(feature for feature, count in counts.items() if count >= frequency)
    rows = {feature: row for row, feature in enumerate(kept)}
    fitted = LogisticRegression(C=regularization, max_iter=_MAX_ITERATIONS, tol=1e-3)
    fitted.fit(feature_matrix([features for features, _ in examples], rows), [label for _, label in examples])
    order = [list(fitted.classes_).index(name) for name in classes] if len(classes) > 1 else [0]
    return Decision(
        rows, fitted.coef_[order].T.astype(np.float32), fitted.intercept_[order].astype(np.float32)
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--calls", nargs="+", action="append", required=True, metavar=("SECTOR", "FILE"),
        help="a template, and files of its labelled calls, one a line",
    )  # fmt: skip
    parser.add_argument(
        "--to", type=Path, default=Path(__file__).with_name(DECISIONS_FILE), help="the file written"
    )
    options = parser.parse_args(arguments)
    parts = [
        decision_examples(load_sector(name), read_calls([Path(file) for file in files]))
        for name, *files in options.calls
    ]
    save_decisions(train_decisions(parts), options.to)
    sys.stdout.write(
        f"{sum(len(part.feelings) for part in parts)} calls, {sum(len(part.further) for part in parts)} candidates, "
        f"weights in {options.to}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
