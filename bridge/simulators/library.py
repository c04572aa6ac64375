"""The dialogues of simulated calls: those of the telephone network alone (`scripts/`), and the `dialogues/` of each sector template."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bridge.simulators.script import Script
from db.actions.organizations import FIRST
from workers.sectors import SectorError, load_sector, template_folder, template_names

SHARED_DIR = Path(__file__).parent / "scripts"
DIALOGUES = "dialogues"


class ScriptError(Exception):
    """The script does not exist or its file is invalid; the message says where."""


def script_names(sector: str = "") -> tuple[str, ...]:
    """Those that fit the sector's organizations, or those of all sectors."""
    return tuple(sorted(_files(sector)))


def default_script(sector: str = "") -> str:
    """What a caller of that sector says if nothing else is asked for; without a sector, a caller of the first organization."""
    try:
        wanted = load_sector(sector or FIRST["sector"]).test_call
    except SectorError:
        wanted = ""
    return wanted or script_names(sector)[0]


def all_scripts(sector: str = "") -> list[Script]:
    """By name, as `script_names`."""
    return [read_script(path) for _, path in sorted(_files(sector).items())]


def load_script(name: str) -> Script:
    """One of any sector."""
    files = _files("")
    if name not in files:
        raise ScriptError(f"no script is called {name!r}; there are: {', '.join(sorted(files))}")
    return read_script(files[name])


@lru_cache(maxsize=256)
def read_script(path: Path) -> Script:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return Script.model_validate({"name": path.stem} | content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScriptError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        raise ScriptError(f"{path.name}: {told(error.errors()[0])}") from error


def _files(sector: str) -> dict[str, Path]:
    """By name. A name means one dialogue in all sectors."""
    folders = [SHARED_DIR, *map(_dialogues, [sector] if sector else template_names())]
    return {path.stem: path for folder in folders for path in folder.glob("*.toml")}


def _dialogues(sector: str) -> Path:
    """Of an unusable sector there are none: the shared ones are still offered."""
    try:
        return template_folder(sector) / DIALOGUES
    except SectorError:
        return SHARED_DIR


def told(complaint: ErrorDetails) -> str:
    place = ".".join(str(part) for part in complaint["loc"]) or "script"
    return f"{place}: {complaint['msg']}"
