"""The environment of a process: its variables, and those of `.env` that it does not set. Only entry points read it."""

import logging
import os
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from re import MULTILINE, findall

from dotenv import dotenv_values

log = logging.getLogger(__name__)
SETTINGS = Path(__file__).parent.parent / ".env.example"
# TWILIO_ACOUNT_SID is meant for TWILIO_ACCOUNT_SID; HOSTNAME is not meant for SMTP_HOST.
MIN_SIMILARITY = 0.88
MIN_CHARACTERS = 8  # short names resemble each other by chance
FILE_SUFFIX = "_FILE"  # any secret may be in a file


def process_environment(folder: Path | str = "") -> dict[str, str]:
    """The process's environment, completed by `.env` in `folder` (default: the working directory)."""
    values = dotenv_values(Path(folder) / ".env")
    return {**{name: value or "" for name, value in values.items()}, **os.environ}


def known_settings() -> frozenset[str]:
    """The names in `.env.example`, which lists every setting; none where the file was not installed."""
    try:
        return frozenset(findall(r"^#?([A-Z][A-Z0-9_]+)=", SETTINGS.read_text(encoding="utf-8"), MULTILINE))
    except FileNotFoundError:
        return frozenset()


def misspelt(names: Collection[str], known: Collection[str]) -> dict[str, str]:
    """Unknown names that resemble a setting, each with the setting that was probably meant."""
    suspects = sorted(name for name in names if len(name) >= MIN_CHARACTERS and _setting(name) not in known)
    found = {name: get_close_matches(_setting(name).upper(), known, 1, MIN_SIMILARITY) for name in suspects}
    return {name: meant[0] for name, meant in found.items() if meant and meant[0] not in names}


def warn_of_misspelt(env: Mapping[str, str]) -> None:
    """Logs a warning for each misspelt variable, which would otherwise be ignored silently."""
    for name, meant in misspelt(env.keys(), known_settings()).items():
        log.warning("%s is no setting and is ignored: do you mean %s?", name, meant)


def _setting(name: str) -> str:
    return name.removesuffix(FILE_SUFFIX)
