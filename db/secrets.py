"""Secrets that were not configured: generated once into the data directory, readable by its owner only."""

import contextlib
import os
import secrets
from pathlib import Path

from db.environment import ConfigurationError, Environment, secret
from db.loopback import is_loopback

MIN_SECRET_KEY_CHARACTERS = 16


def secret_key(env: Environment, public_url: str, data_dir: Path) -> str:
    """Generated if PUBLIC_URL is of this machine; otherwise it must be configured, and long enough."""
    given = secret(env, "SECRET_KEY")
    if not is_loopback(public_url):
        if not given:
            raise ConfigurationError(
                "SECRET_KEY is not set: PUBLIC_URL is not of this machine, so it must be"
            )
        if len(given) < MIN_SECRET_KEY_CHARACTERS:
            raise ConfigurationError(f"SECRET_KEY must have at least {MIN_SECRET_KEY_CHARACTERS} characters")
    return given or generated_secret(data_dir, "SECRET_KEY")


def generated_secret(data_dir: Path, name: str) -> str:
    """The secret `name`, created now at random unless a process has created it: nothing is written then, as the disk may be full."""
    path = data_dir / "secrets" / name
    try:
        if not path.exists():
            create_secret(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigurationError(f"DATA_DIR: {path} cannot be used: {error.strerror}") from error


def create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret is the secret
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
