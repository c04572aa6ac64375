"""Installs the peers beside the project, once, and starts them; where one cannot be installed it says why."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.load.machine import BRIDGE_CORE, started, wait_until
from tests.load.ports import free_port, is_listening

PEERS = Path(__file__).parent / "peers"
INSTALL_SECONDS = 120


class NotInstalledError(Exception):
    """This peer cannot run here; the message says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    name: str
    script: str
    packages: tuple[str, ...]

    @property
    def is_node(self) -> bool:
        return self.script.endswith(".mjs")


FASTAPI = Peer(
    "FastAPI", "fastapi_bridge.py", ("fastapi~=0.139", "uvicorn[standard]~=0.54", "websockets>=15")
)
NODE = Peer("Node ws", "node_bridge.mjs", ("ws@8",))
PIPECAT = Peer(
    "pipecat",
    "pipecat_bridge.py",
    ("pipecat-ai~=1.14", "fastapi~=0.139", "uvicorn[standard]~=0.54", "websockets>=15"),
)


def install(peer: Peer, folder: Path) -> list[str]:
    """The command that starts it. Raises NotInstalledError."""
    home = folder / peer.script.partition("_")[0]
    home.mkdir(parents=True, exist_ok=True)
    if peer.is_node:
        return _install_node(peer, home)
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        _run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(home)], home)
        _run([uv, "pip", "install", "--quiet", "--python", str(python), *peer.packages], home)
        (home / "installed").touch()
    return [str(python), str(PEERS / peer.script)]


def _install_node(peer: Peer, home: Path) -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NotInstalledError("there is no node and npm here")
    if not (home / "node_modules" / "ws").exists():
        _run(
            [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), *peer.packages],
            home,
        )
    script = home / peer.script
    shutil.copy(PEERS / peer.script, script)  # modules are looked for from where the script lies
    return [node, str(script)]


def _run(command: list[str], home: Path) -> None:
    try:
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"{type(error).__name__}: {error}"[:200]) from None
    if done.returncode:
        raise NotInstalledError((done.stderr or done.stdout).strip()[-200:].replace("\n", " "))


@contextlib.contextmanager
def running(peer: Peer, folder: Path, agent_port: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    command = install(peer, folder)
    port = free_port()
    env = {**os.environ, "PORT": str(port), "AGENT_URL": f"ws://127.0.0.1:{agent_port}/"}
    log = folder / f"{peer.name.replace(' ', '-')}.log"
    with (
        log.open("wb") as output,
        started(command, env=env, cores=BRIDGE_CORE, output=output, cwd=folder) as process,
    ):
        wait_until(lambda: is_listening(port) or process.poll() is not None, f"{peer.name} must listen")
        if process.poll() is not None:
            raise NotInstalledError(f"it does not start, see {log}: {log.read_text()[-200:]}")
        yield process, port
