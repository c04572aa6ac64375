"""Secrets that were not configured: generated once into the data directory, readable by its owner only."""

import ipaddress
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from db.environment import ConfigurationError, Environment, secret

SHORTEST_SECRET_KEY = 16


def secret_key(env: Environment, public_url: str, data_dir: Path) -> str:
    """Generated for a machine that nobody else reaches; every other has to bring its own, and a good one."""
    given = secret(env, "SECRET_KEY")
    if not is_loopback(public_url):
        if not given:
            raise ConfigurationError(
                "SECRET_KEY is not set: PUBLIC_URL is not of this machine, so it must be"
            )
        if len(given) < SHORTEST_SECRET_KEY:
            raise ConfigurationError(f"SECRET_KEY must have at least {SHORTEST_SECRET_KEY} characters")
    return given or generated_secret(data_dir, "SECRET_KEY")


def is_loopback(address: str) -> bool:
    """Of a URL's host, or of a bare address."""
    host = (urlsplit(address).hostname if "//" in address else address) or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def generated_secret(data_dir: Path, name: str, value: str | None = None) -> str:
    """The secret `name`, made now (as `value`, or at random) if no process has made it before."""
    path = data_dir / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(value or secrets.token_hex(32), encoding="ascii")
    try:
        os.link(draft, path)  # fails if another process was first: then its secret is the secret
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
