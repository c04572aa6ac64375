"""Finds the placeholders of `flask sectors new` that the author has not replaced yet."""

from collections.abc import Iterator
from pathlib import Path

from workers.sectors.source import Fault, read_utf8

PLACEHOLDER = "WRITE"
_READ = (".toml", ".md", ".jsonl")


def unfinished(folder: Path) -> Iterator[Fault]:
    for file in sorted(file for file in folder.rglob("*") if file.suffix in _READ and file.is_file()):
        for number, line in enumerate(read_utf8(file).splitlines(), 1):
            if PLACEHOLDER in line:
                yield Fault(file, number, f"unfinished: {line.strip()[:60]}", "write your own in its place")
