"""`wsload`, compiled and spoken to: the carrier and the agent of every measurement."""

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.load.machine import GENERATOR_CORE, pin, wait_until
from tests.load.ports import free_port, is_listening

SOURCE = Path(__file__).with_name("wsload.c")
RAMP = 80  # new calls a second
Answer = dict[str, Any]


class NoCompilerError(Exception):
    """Nothing here can compile C."""


@dataclass(frozen=True, slots=True)
class Certificate:
    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Generator:
    process: subprocess.Popen[str]
    agent_port: int

    def ask(self, command: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def answer(self) -> Answer:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("wsload has ended: its last words are above")
        answer: Answer = json.loads(line)
        return answer

    def add(self, calls: Path) -> Answer:
        self.ask(f"add {calls}")
        return self.answer()

    def drop(self, count: int) -> Answer:
        self.ask(f"drop {count}")
        return self.answer()


def compile_generator(folder: Path, *, with_tls: bool) -> Path:
    """Raises NoCompilerError, which says what to install."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise NoCompilerError("no C compiler: install one, for instance with `apt-get install gcc libc6-dev`")
    program = folder / ("wsload-tls" if with_tls else "wsload")
    tls = ["-DTLS", "-lssl", "-lcrypto"] if with_tls else []
    done = subprocess.run(
        [compiler, "-O2", "-o", str(program), str(SOURCE), *tls], capture_output=True, text=True, check=False
    )
    if done.returncode:
        missing = " (for --tls: `apt-get install libssl-dev`)" if with_tls else ""
        raise NoCompilerError(f"wsload.c does not compile here{missing}:\n{done.stderr[-2000:]}")
    return program


@contextlib.contextmanager
def generating(
    program: Path, bridge_port: int, agent_port: int, *, account: str, chunk: int, tls: Certificate | None
) -> Iterator[Generator]:
    """A generator whose agent listens already."""
    path = "/ws/elevenlabs-bridge"
    words = [str(program), "play", str(bridge_port), str(agent_port), path, account, str(chunk), str(RAMP)]
    words += [str(tls.chain), str(tls.key)] if tls else []
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    pin(process.pid, GENERATOR_CORE)
    try:
        wait_until(lambda: process.poll() is not None or is_listening(agent_port), "wsload must listen")
        yield Generator(process, agent_port)
    finally:
        with contextlib.suppress(BrokenPipeError):
            process.stdin and process.stdin.close()
        process.wait(10)


@contextlib.contextmanager
def relaying(program: Path, agent_port: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The plain TCP relay: its process and its port."""
    port = free_port()
    process = subprocess.Popen([str(program), "relay", str(port), str(agent_port)])
    try:
        wait_until(lambda: is_listening(port), "the relay must listen")
        yield process, port
    finally:
        process.terminate()
        process.wait(10)
