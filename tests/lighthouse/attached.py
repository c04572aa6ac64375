"""Lighthouse beside a browser of Playwright: it watches the tab while a test opens a page in it, and says what it thinks of it."""

import json
import select
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lighthouse.node import NODE
from tests.waiting import TEST_TIMEOUT_SECONDS

HERE = Path(__file__).parent
BAR = 0.95
SERIOUS = {"serious", "critical"}


@dataclass(frozen=True)
class Fault:
    id: str
    impact: str
    places: list[str]

    def __str__(self) -> str:
        return " ".join((self.id, *self.places))


@dataclass(frozen=True)
class Verdict:
    scores: dict[str, float]
    faults: list[Fault]
    error: str | None

    def complaints(self) -> list[str]:
        """A category under the bar; and, whatever it scores, what axe calls serious."""
        if self.error:
            return [self.error]
        low = [f"{name} {score:.0%}" for name, score in self.scores.items() if score < BAR]
        return low + [str(fault) for fault in self.faults if low or fault.impact in SERIOUS]


class Auditor:
    """One process of Node for all pages: to load Lighthouse takes longer than an audit."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def audit(self, open_page: Callable[[], None]) -> Verdict:
        self._tell("begin")
        assert self._hear() == "go"
        open_page()
        self._tell("there")
        said = json.loads(self._hear())
        return Verdict(said["scores"], [Fault(**one) for one in said["faults"]], said["error"])

    def _tell(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n".encode())
        self._process.stdin.flush()

    def _hear(self) -> str:
        """Its next line; it says one at a time."""
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], TEST_TIMEOUT_SECONDS)[0], "Lighthouse is silent"
        return self._process.stdout.readline().decode().strip()


@contextmanager
def lighthouse(port: int, base: str) -> Iterator[Auditor]:
    """Of the browser that listens on this port, and its tab that shows a page of this site."""
    command = [NODE, "attached.mjs", str(port), base]
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Auditor(process)
        finally:
            process.kill()
