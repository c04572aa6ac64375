"""Scores of the programmatic analyser on the labelled calls, with intervals, and its throughput on one core.

Run ``python -m tests.workers.analysis.bench``; ``--first N`` or ``--after N`` take a part, ``--errors KEY`` lists misses.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.workers.analysis.scores import MEASURES, Pair, interval
from workers.analysis import analyse
from workers.analysis.labels import labels_of
from workers.analysis.model import WEIGHTS_FILE
from workers.analysis.training import read_calls, read_openings, save, train
from workers.analysis.transcript import transcript_from_call
from workers.sectors import Sector, load_sector

CORPUS = Path(__file__).with_name("corpus") / "calls.jsonl"


def load_calls(file: Path = CORPUS) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def pairs_of(calls: list[dict[str, Any]], sector: Sector | None = None) -> list[Pair]:
    sector = sector or load_sector("workshop")
    got = [labels_of(analyse(transcript_from_call(call), sector)) for call in calls]
    return [
        ({**call["labels"], "language": call["language"]}, labels)
        for call, labels in zip(calls, got, strict=True)
    ]


def cross_validated_pairs(calls: list[dict[str, Any]], folds: int) -> list[Pair]:
    """Analyse each fold with a model of intents that was trained without it; the rules are the same for all."""
    pairs: list[Pair] = []
    sector = load_sector("workshop")
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            held, rest = calls[fold::folds], [call for at, call in enumerate(calls) if at % folds != fold]
            model = train(sector, read_openings(sector) + read_calls(json.dumps(call) for call in rest))
            apart = Path(folder) / str(fold)
            apart.mkdir()
            save(model, apart / WEIGHTS_FILE)
            pairs += pairs_of(held, replace(sector, folder=str(apart)))
    return pairs


def calls_per_second(calls: list[dict[str, Any]], seconds: float = 2.0) -> float:
    sector = load_sector("workshop")
    transcripts = [transcript_from_call(call) for call in calls]
    analysed, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        for transcript in transcripts:
            analyse(transcript, sector)
        analysed += len(transcripts)
    return analysed / (time.process_time() - started)


def _errors(key: str, calls: list[dict[str, Any]], pairs: list[Pair]) -> list[str]:
    rows = []
    for call, (want, got) in zip(calls, pairs, strict=True):
        expected, found = (
            (want[key], got[key]) if key in want else (want["entities"].get(key), got["entities"].get(key))
        )
        if (sorted(expected), sorted(found)) if isinstance(expected, list) else expected != found:
            if isinstance(expected, list) and sorted(expected) == sorted(found):
                continue
            rows.append(f"{call['id']}  want {expected!r}  got {found!r}")
    return rows


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--first", type=int)
    parser.add_argument("--after", type=int)
    parser.add_argument(
        "--folds", type=int, default=0, help="train the model of intents anew without each fold"
    )
    parser.add_argument("--errors", action="append", default=[])
    options = parser.parse_args(arguments)
    calls = load_calls(options.corpus)[options.after : options.first]
    if options.folds:
        calls = [call for fold in range(options.folds) for call in calls[fold :: options.folds]]
    pairs = (
        pairs_of(calls)
        if not options.folds
        else cross_validated_pairs(load_calls(options.corpus), options.folds)
    )
    lines = [f"{len(calls)} calls"]
    for name, (measure, bar) in MEASURES.items():
        low, high = interval(measure, pairs)
        value = measure(pairs)
        mark = "" if bar is None else f"  bar {bar:.2f} {'ok' if value >= bar else 'BELOW'}"
        lines.append(f"{name:28} {value:.3f}  [{low:.3f}, {high:.3f}]{mark}")
    lines.append(f"throughput                   {calls_per_second(calls):.0f} calls/s/core")
    for key in options.errors:
        lines += [f"-- {key}", *_errors(key, calls, pairs)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
