"""The real voice process with its real database and Redis, in a folder of its own, on a core of its own."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from alembic import command
from alembic.config import Config

from db.database import Database
from db.embedded import postgres, redis_server
from db.settings import DbSettings, parse_database_url
from tests.load.calls import ACCOUNT_SID, AUTH_TOKEN, SECRET_KEY
from tests.load.machine import BRIDGE_CORE, GENERATOR_CORE, pin, started, tree, wait_until
from tests.load.ports import free_port, is_listening

ROOT = Path(__file__).parent.parent.parent


class NotStartedError(Exception):
    """The voice process ended at once; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Services:
    folder: Path
    database_url: str
    redis_url: str
    roots: tuple[int, int]

    @property
    def pids(self) -> list[int]:
        """PostgreSQL and Redis; they share the generator's core, and count apart."""
        return [pid for root in self.roots for pid in tree(root)]


@contextlib.contextmanager
def services(folder: Path) -> Iterator[Services]:
    with postgres(folder) as database_url, redis_server(folder, persistent=False) as redis_url:
        url = parse_database_url(database_url)
        database = Database(DbSettings(url, redis_url, folder))
        config = Config(toml_file=str(ROOT / "pyproject.toml"))
        config.attributes["engine"] = database.engine
        command.upgrade(config, "head")
        database.close()
        found = Services(folder, database_url, redis_url, (_postgres_pid(folder), _redis_pid(redis_url)))
        for pid in found.pids:
            pin(pid, GENERATOR_CORE)
        yield found


@contextlib.contextmanager
def voice(
    found: Services, agent_url: str, trusted: Path | None, *, app: str = "wsgi:voice"
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The product's voice process as it runs in production, and its port."""
    port = free_port()
    env = {**os.environ, **_environment(found, port, agent_url)}
    if trusted:
        env["SSL_CERT_FILE"] = str(trusted)
    server = [sys.executable, "-m", "gunicorn", "-c", "python:bridge.gunicorn_voice", app]
    log = found.folder / "voice.log"
    with (
        log.open("ab") as output,
        started(server, env=env, cores=BRIDGE_CORE, output=output, cwd=ROOT) as process,
    ):
        wait_until(lambda: is_listening(port) or process.poll() is not None, "voice must listen")
        if process.poll() is not None:
            raise NotStartedError(f"voice does not start: {log.read_text()[-300:]}")
        yield process, port


def _postgres_pid(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def _redis_pid(url: str) -> int:
    with redis.Redis.from_url(url) as client:
        return int(client.info("server")["process_id"])


def _environment(found: Services, port: int, agent_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": found.database_url,
        "REDIS_URL": found.redis_url,
        "DATA_DIR": str(found.folder),
        "SECRET_KEY": SECRET_KEY,
        "VOICE_PORT": str(port),
        "VOICE_DRAIN_SECONDS": "2",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VOICE_URL": f"ws://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_PHONE_NUMBER": "+34971555000",
        "TWILIO_API_URL": "http://127.0.0.1:9",
        "ELEVENLABS_API_KEY": "a-key-of-the-load",
        "ELEVENLABS_AGENT_ID": "agent_load",
        "ELEVENLABS_WEBHOOK_SECRET": "a-secret-of-the-load",
        "ELEVENLABS_API_URL": agent_url,
        "AGENT_URL": "ws" + agent_url.removeprefix("http") + "/agent",
    }
