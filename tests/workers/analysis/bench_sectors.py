"""Scores of the templates beside the first: as they are, with their errors, and in folds with models that did not see the fold.

Run ``python -m tests.workers.analysis.bench_sectors``; ``--sector NAME`` for one, ``--errors KEY`` lists its misses, ``--unread`` measures the calls
that nothing learns from. Sentiment is that of the kept decisions (decision_training.py), which have learned from the folds, too.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.workers.analysis.bench import pairs_of, parts_of
from tests.workers.analysis.calls import BATCHES, CORPUS, load_calls
from tests.workers.analysis.scores import MEASURES, Pair, interval
from workers.analysis.examples import (
    Example,
    examples_of_calls,
    examples_of_endings,
    examples_of_requests,
    transferred_examples,
)
from workers.analysis.model import WEIGHTS_FILE, save
from workers.analysis.training import train
from workers.sectors import Sector, load_sector

CALLS = CORPUS.parent / "sectors"
SECOND_AUTHOR = CALLS / "second_author"
UNREAD = CORPUS.parent / "unread" / "sectors"
"""The other half of the second author's calls: measured and never learned from."""
NAMES = sorted(file.stem for file in CALLS.glob("*.jsonl"))
SHOWN = (
    "intent accuracy", "services micro-F1", "urgency weighted kappa", "outcome accuracy", "abandoned F1", "phone exact",
    "name exact", "caller language", "sentiment accuracy",
)  # fmt: skip
FOLDS = 6
MAX_FEATURES = 4_000


def calls_of(name: str, folder: Path = CALLS) -> list[dict[str, Any]]:
    return load_calls(folder / f"{name}.jsonl")


def golden_calls(sector: Sector) -> list[dict[str, Any]]:
    return load_calls(Path(sector.folder) / "golden.jsonl")


def transferred(sector: Sector) -> list[Example]:
    """What the calls of all other templates teach."""
    first = [call for file in (CORPUS, *BATCHES) for call in load_calls(file)]
    examples = transferred_examples(sector, first, load_sector("workshop"))
    for name in NAMES:
        if name != sector.name:
            examples += transferred_examples(sector, calls_of(name), load_sector(name))
    return examples


def held_out_pairs(name: str, folds: int = FOLDS, *, transfer: bool = True) -> list[Pair]:
    """Read each fold with models that were trained without it; all else that they learn from is the same for all."""
    sector = load_sector(name)
    parts = parts_of(calls_of(name), folds)
    by_part = [examples_of_calls(sector, part) for part in parts]
    written = [
        *examples_of_requests(sector), *examples_of_endings(sector), *examples_of_calls(sector, golden_calls(sector)),
        *(transferred(sector) if transfer else []),
    ]  # fmt: skip
    pairs: list[Pair] = []
    with tempfile.TemporaryDirectory() as folder:
        for held, part in enumerate(parts):
            examples = [
                *written,
                *(example for at, own in enumerate(by_part) if at != held for example in own),
            ]
            pairs += pairs_of(part, _trained_apart(sector, examples, Path(folder) / str(held)))
    return pairs


def _trained_apart(sector: Sector, examples: Sequence[Example], folder: Path) -> Sector:
    folder.mkdir()
    save(train(sector, examples, MAX_FEATURES), folder / WEIGHTS_FILE)
    return replace(sector, folder=str(folder))


def table(title: str, pairs: Sequence[Pair]) -> list[str]:
    lines = [f"-- {title}: {len(pairs)} calls"]
    for name in SHOWN:
        measure, _ = MEASURES[name]
        low, high = interval(measure, pairs)
        lines.append(f"{name:28} {measure(pairs):.3f}  [{low:.3f}, {high:.3f}]")
    return lines


def misses(key: str, calls: Sequence[dict[str, Any]], pairs: Sequence[Pair]) -> list[str]:
    return [
        f"{call['id']}  want {want[key]!r}  got {got[key]!r}"
        for call, (want, got) in zip(calls, pairs, strict=True)
        if (set(want[key]) != set(got[key]) if isinstance(want[key], list) else want[key] != got[key])
    ]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sector", choices=NAMES, action="append")
    parser.add_argument("--as-is", action="store_true", help="with the weights as they are, in no folds")
    parser.add_argument(
        "--unread", action="store_true", help="only the calls that nothing learns from, as it is"
    )
    parser.add_argument(
        "--no-transfer", action="store_true", help="leave out what other templates' calls teach"
    )
    parser.add_argument("--errors", action="append", default=[])
    options = parser.parse_args(arguments)
    lines: list[str] = []
    for name in options.sector or NAMES:
        as_is = options.as_is or options.unread
        calls = calls_of(name, UNREAD if options.unread else CALLS)
        pairs = (
            pairs_of(calls, load_sector(name))
            if as_is
            else held_out_pairs(name, transfer=not options.no_transfer)
        )
        lines += table(f"{name}, {'as it is' if as_is else f'{FOLDS} folds'}", pairs)
        if not as_is:
            calls = [call for part in parts_of(calls, FOLDS) for call in part]  # in the order of the pairs
        for key in options.errors:
            lines += [f"-- {key}", *misses(key, calls, pairs)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
