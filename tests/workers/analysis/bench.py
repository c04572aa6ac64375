"""Scores of the programmatic analyser on the labelled calls, with intervals, and its throughput on one core.

Run ``python -m tests.workers.analysis.bench``; ``--all`` trains anew for each part held out, ``--errors KEY`` lists misses.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

from tests.workers.analysis.calls import CORPUS, by_author, load_calls
from tests.workers.analysis.scores import MEASURES, Pair, interval
from workers.analysis import Transcript, analyse
from workers.analysis.decision_training import decision_examples, train_decisions
from workers.analysis.decisions import DECISIONS_FILE, Decision, save_decisions
from workers.analysis.examples import examples_of_calls, examples_of_endings, examples_of_requests
from workers.analysis.labels import labels_of
from workers.analysis.model import WEIGHTS_FILE, CallModel, save
from workers.analysis.training import train
from workers.analysis.transcript import transcript_from_call
from workers.collector import keep_what_is_loaded
from workers.sectors import Sector, load_sector

GROUPS = 3
"""How many trainings hold every author out once."""


def pairs_of(calls: list[dict[str, Any]], sector: Sector | None = None) -> list[Pair]:
    sector = sector or load_sector("workshop")
    got = [labels_of(analyse(transcript_from_call(call), sector)) for call in calls]
    return [
        ({**call["labels"], "language": call["language"]}, labels)
        for call, labels in zip(calls, got, strict=True)
    ]


def cross_validated_pairs(parts: list[list[dict[str, Any]]], read: int | None = None) -> list[Pair]:
    """Analyse the first ``read`` parts, each with models trained without it; requests, endings and phrases are the same for all."""
    sector = load_sector("workshop")
    written = [*examples_of_requests(sector), *examples_of_endings(sector)]
    by_part = [examples_of_calls(sector, part) for part in parts]
    decisive = [decision_examples(sector, part) for part in parts]
    pairs: list[Pair] = []
    for held, part in enumerate(parts[:read]):
        rest = [example for at, own in enumerate(by_part) if at != held for example in own]
        decisions = train_decisions([own for at, own in enumerate(decisive) if at != held])
        pairs += pairs_by(train(sector, [*written, *rest]), part, decisions)
    return pairs


def pairs_by(model: CallModel, calls: list[dict[str, Any]], decisions: Mapping[str, Decision]) -> list[Pair]:
    """Analyse calls with other models and decisions than the kept ones."""
    with tempfile.TemporaryDirectory() as folder:
        save(model, Path(folder) / WEIGHTS_FILE)
        save_decisions(decisions, Path(folder) / DECISIONS_FILE)
        return pairs_of(calls, replace(load_sector("workshop"), folder=folder))


def parts_of(calls: list[dict[str, Any]], folds: int) -> list[list[dict[str, Any]]]:
    return [calls[fold::folds] for fold in range(folds)]


def throughput(most: int | None = None) -> list[str]:
    """Measure all calls of all files, or so many, each read once: half of them by a process that has just started, then the others; then
    those again.
    """
    transcripts = [transcript_from_call(call) for calls in by_author().values() for call in calls][:most]
    first, others = transcripts[::2], transcripts[1::2]
    analyse(Transcript(()), load_sector("workshop"))
    keep_what_is_loaded()  # as the workers and ``flask analyses label`` do
    measured = {
        "a process's first calls": calls_per_second(first),
        "calls that it has not read": calls_per_second(others),
        "the same calls again": calls_per_second(others),
    }
    return [f"{name:28} {rate:.0f} calls/s/core" for name, rate in measured.items()]


def calls_per_second(transcripts: Sequence[Transcript]) -> float:
    """By processor time: what else runs on the machine counts little."""
    sector, started = load_sector("workshop"), time.process_time()
    for transcript in transcripts:
        analyse(transcript, sector)
    return len(transcripts) / (time.process_time() - started)


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


def _table(title: str, pairs: list[Pair]) -> list[str]:
    lines = [f"-- {title}: {len(pairs)} calls"]
    for name, (measure, bar) in MEASURES.items():
        low, high = interval(measure, pairs)
        value = measure(pairs)
        mark = "" if bar is None else f"  bar {bar:.2f} {'ok' if value >= bar else 'BELOW'}"
        lines.append(f"{name:28} {value:.3f}  [{low:.3f}, {high:.3f}]{mark}")
    return lines


def _everything() -> list[str]:
    """The given calls as trained on and in five folds; then each author's calls, read by models that never saw that author."""
    authors = by_author()
    given = authors["given"]
    others = [call for author, calls in authors.items() if author != "given" for call in calls]
    lines = _table("given calls, models trained on them", pairs_of(given))
    pairs = cross_validated_pairs([*parts_of(given, 5), others], read=5)
    lines += _table("given calls, five folds, each read by models trained without it", pairs)
    unseen = pairs_of_unseen_authors(authors)
    for author, pairs in unseen.items():
        lines += _table(f"{author}, read by models trained without it and the rest of its group", pairs)
    return lines + _means([pairs for author, pairs in unseen.items() if author != "given"])


def pairs_of_unseen_authors(authors: dict[str, list[dict[str, Any]]]) -> dict[str, list[Pair]]:
    """Hold authors out in groups: training once for each of them would take five times as long."""
    names = list(authors)
    groups = [names[group::GROUPS] for group in range(GROUPS)]
    read = iter(
        cross_validated_pairs([[call for name in group for call in authors[name]] for group in groups])
    )
    by_name = {name: [next(read) for _ in authors[name]] for group in groups for name in group}
    return {name: by_name[name] for name in names}


def _means(files: Sequence[list[Pair]]) -> list[str]:
    lines = [f"-- mean of the {len(files)} authors other than the given calls'"]
    for name, (measure, bar) in MEASURES.items():
        if bar is not None:
            lines.append(f"{name:28} {mean(measure(pairs) for pairs in files):.3f}  bar {bar:.2f}")
    return lines


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--first", type=int)
    parser.add_argument("--timed", type=int, help="calls of which the throughput is measured; else all")
    parser.add_argument(
        "--all", action="store_true", help="every corpus, models trained anew without each part"
    )
    parser.add_argument("--errors", action="append", default=[])
    options = parser.parse_args(arguments)
    speed = throughput(options.timed)
    calls = load_calls(options.corpus)[: options.first]
    pairs = [] if options.all else pairs_of(calls)
    lines = _everything() if options.all else _table(options.corpus.name, pairs)
    lines += speed
    for key in options.errors:
        lines += [f"-- {key}", *_errors(key, calls, pairs)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
