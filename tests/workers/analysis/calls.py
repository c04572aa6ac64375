"""The labelled calls, by file and by author. Needs nothing that trains models, so that a process that reads them stays as small as a worker."""

import json
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).with_name("corpus") / "calls.jsonl"
BATCHES = sorted(file for file in CORPUS.parent.glob("*.jsonl") if file != CORPUS)
"""Calls beside the given ones: each file was written and measured before the rules and the models saw it."""
OURS = "fresh_*, own_calls"
"""The author of the files that are ours; every other file has an author of its own, who had not seen the code."""


def load_calls(file: Path = CORPUS) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def by_author() -> dict[str, list[dict[str, Any]]]:
    authors: dict[str, list[dict[str, Any]]] = {"given": load_calls()}
    for file in BATCHES:
        author = OURS if file.stem.startswith(("fresh", "own")) else file.stem
        authors.setdefault(author, []).extend(load_calls(file))
    return authors
