"""The ports and the data directory of `make run`: checks that nobody else has them, and publishes the ports for commands in another shell."""

import contextlib
import fcntl
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from db.environment import ConfigurationError, text

NAMES = ("PORT", "VOICE_PORT", "SIMULATORS_PORT")
ADDRESSES = ("PUBLIC_URL", "VOICE_URL", "SIMULATORS_URL")


def require_free_ports(env: Mapping[str, str]) -> None:
    """Raises ConfigurationError, naming the variable, if two ports are equal or one is in use."""
    users: dict[int, str] = {}
    for name in NAMES:
        port = int(env[name])
        if port in users:
            raise ConfigurationError(f"{name} and {users[port]} are both {port}: give each its own")
        if is_taken(port):
            raise ConfigurationError(
                f"{name}: port {port} is in use by another program (is this one running already?). "
                f"Stop that one, or choose another port: {name}=… in .env or before `make run`"
            )
        users[port] = name


def is_taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        # As gunicorn does: connections that have ended do not count.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("0.0.0.0", port))  # noqa: S104 (never listens)
        except OSError:
            return True
    return False


@contextlib.contextmanager
def only_one_in(data_dir: Path) -> Iterator[None]:
    """Raises ConfigurationError if another `make run` has the directory: two Redis servers would write one file. A process that
    was killed leaves no lock behind.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "running").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(
                f"DATA_DIR: {data_dir} is in use by another `make run`. "
                "Stop that one, or choose another folder: DATA_DIR=… in .env or before `make run`"
            ) from None
        yield


@contextlib.contextmanager
def published_addresses(env: Mapping[str, str]) -> Iterator[None]:
    """Writes the URLs to the data directory for the duration of the block, so that other commands of this folder find them."""
    paths = {name: Path(env["DATA_DIR"]) / name for name in ADDRESSES if name in env}
    for name, path in paths.items():
        path.write_text(env[name], encoding="utf-8")
    try:
        yield
    finally:
        for path in paths.values():
            path.unlink(missing_ok=True)


def with_published_addresses(env: Mapping[str, str]) -> dict[str, str]:
    """The environment, completed with the URLs that a running `make run` of this folder has published."""
    found = dict(env)
    for name in ADDRESSES:
        if not text(env, name):
            with contextlib.suppress(FileNotFoundError):
                found[name] = (Path(text(env, "DATA_DIR", ".data")) / name).read_text(encoding="utf-8")
    return found
