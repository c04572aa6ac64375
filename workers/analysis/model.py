"""Small linear models of whole calls, trained from a template's requests and labelled calls (see training.py) and stored beside it.

One matrix answers all questions at once: a row per feature, a column per answer. A template without weights is read by its phrases alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.analysis.reading import Reading
from workers.analysis.rows import SIZE, Rows
from workers.analysis.signs import signs_of
from workers.analysis.text import split_words
from workers.sectors.schema import Sector

WEIGHTS_FILE = "call_weights.npz"
SERVICES = "services"
"""The multi-label question: how much the call sounds like each service."""

Judgement = Mapping[str, Mapping[str, float]]
"""For each question the probability of each answer; for services a score of about 0 to 1 each."""


@dataclass(frozen=True)
class CallModel:
    """``answers`` are the columns, by question; ``rows`` maps features to rows; ``jobs`` are the weights of the service model."""

    answers: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    levelled: frozenset[str]
    jobs: Mapping[str, float] = field(default_factory=dict)

    def judge(self, reading: Reading) -> Judgement:
        logits = self.bias + self._evidence(reading)
        judged: dict[str, dict[str, float]] = {}
        start = 0
        for question, answers in self.answers.items():
            own = logits[start : start + len(answers)]
            shares = own if question == SERVICES else _shares(own)
            start += len(answers)
            judged[question] = dict(zip(answers, shares.tolist(), strict=True))
        return judged

    def _evidence(self, reading: Reading) -> NDArray[np.float32]:
        blocks = list(signs_of(reading, self.levelled))
        found = list(map(self.places.rows_of, blocks))
        shares = np.array([block.share for block in blocks], dtype=np.float32)
        counted = np.repeat(shares, [len(rows) // SIZE for rows in found])
        total: NDArray[np.float32] = counted @ self.weights.take(
            np.frombuffer(b"".join(found), np.intc), axis=0
        )
        return total

    @cached_property
    def places(self) -> Rows:
        return Rows(self.rows)


def _shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - max(logits.tolist()))
    shares: NDArray[np.float32] = raised / np.add.reduce(raised)
    return shares


def levelled_words(sector: Sector) -> frozenset[str]:
    """Words of makes and models in all spellings: which one it is says nothing about the intent."""
    names = [*sector.gazetteer, *(model for models in sector.gazetteer.values() for model in models)]
    names += [form for forms in sector.spoken.values() for form in forms]
    return frozenset(word for name in names for word in split_words(name).words if len(word) > 3)


def save(model: CallModel, file: Path) -> None:
    """Quantize the weights to eight bits with one scale per column: a fifth of the size, without changing any answer."""
    scale = np.abs(model.weights).max(axis=0).clip(1e-6) / 127
    np.savez_compressed(
        file,
        answers=np.array(
            "\n".join(f"{question} {' '.join(answers)}" for question, answers in model.answers.items())
        ),
        signs=np.array("\n".join(model.rows)),
        weights=np.rint(model.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=model.bias.astype(np.float32),
        job_signs=np.array("\n".join(model.jobs)),
        job_weights=np.array(list(model.jobs.values()), dtype=np.float32),
    )


@lru_cache(maxsize=32)
def model_of(sector: Sector) -> CallModel | None:
    """Load the template's weights; None if it has not been trained."""
    file = Path(sector.folder) / WEIGHTS_FILE
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as data:
        lines = [line.split(" ") for line in str(data["answers"]).split("\n")]
        return CallModel(
            answers={line[0]: tuple(line[1:]) for line in lines},
            rows={sign: row for row, sign in enumerate(str(data["signs"]).split("\n"))},
            weights=data["weights"].astype(np.float32) * data["scale"],
            bias=data["bias"],
            levelled=levelled_words(sector),
            jobs=dict(zip(str(data["job_signs"]).split("\n"), data["job_weights"].tolist(), strict=False))
            if "job_signs" in data
            else {},
        )
