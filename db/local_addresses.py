"""Where the processes of `make run` listen: whether their ports are free, and how commands in another shell find them."""

import contextlib
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from db.environment import ConfigurationError, text

NAMES = ("PORT", "VOICE_PORT", "SIMULATORS_PORT")
ADDRESSES = ("PUBLIC_URL", "VOICE_URL", "SIMULATORS_URL")


def require_free_ports(env: Mapping[str, str]) -> None:
    """Raises `ConfigurationError`, which names the variable, where two are the same or another program has one."""
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
        one.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as gunicorn: connections that have ended do not count
        try:
            one.bind(("0.0.0.0", port))  # noqa: S104 (never listens)
        except OSError:
            return True
    return False


@contextlib.contextmanager
def published_addresses(env: Mapping[str, str]) -> Iterator[None]:
    """While this runs, `flask calls simulate` and `flask doctor` of the same folder need not be told the ports again."""
    paths = {name: Path(env["DATA_DIR"]) / name for name in ADDRESSES if name in env}
    for name, path in paths.items():
        path.write_text(env[name], encoding="utf-8")
    try:
        yield
    finally:
        for path in paths.values():
            path.unlink(missing_ok=True)


def with_published_addresses(env: Mapping[str, str]) -> dict[str, str]:
    """What the environment does not set, as the running `make run` of this folder has published it."""
    found = dict(env)
    for name in ADDRESSES:
        if not text(env, name):
            with contextlib.suppress(FileNotFoundError):
                found[name] = (Path(text(env, "DATA_DIR", ".data")) / name).read_text(encoding="utf-8")
    return found
