"""A program of ours as a process of its own: what it says is awaited, not looked for, and nothing of it stays behind."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.waiting import TEST_TIMEOUT_SECONDS

ROOT = Path(__file__).parent.parent


class Program:
    """`python` with these arguments, in a process group of its own."""

    def __init__(self, *arguments: str, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._is_silent = False
        self._heard = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        with self.process.stdout or contextlib.nullcontext(()) as lines:
            for line in lines:
                with self._heard:
                    self._lines.append(line)
                    self._heard.notify_all()
        with self._heard:
            self._is_silent = True
            self._heard.notify_all()

    def await_line(self, words: str, count: int = 1) -> None:
        """Until that many lines have these words."""
        with self._heard:
            self._heard.wait_for(lambda: self._is_silent or self._count(words) >= count, TEST_TIMEOUT_SECONDS)
            assert self._count(words) >= count, f"it did not say {words!r}, but:\n{''.join(self._lines)}"

    def _count(self, words: str) -> int:
        return sum(words in line for line in self._lines)

    def said(self) -> str:
        with self._heard:
            return "".join(self._lines)

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """The exit code, when it ends by itself; then all that it said is heard."""
        code = self.process.wait(TEST_TIMEOUT_SECONDS)
        self._listener.join(TEST_TIMEOUT_SECONDS)
        return code

    def kill(self) -> None:
        """It and its children, as a machine would: without a word."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.ended()
