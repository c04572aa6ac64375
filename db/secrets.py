"""Secrets that nobody configured: generated once into the data directory, readable by its owner only."""

import os
import secrets
from pathlib import Path


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
