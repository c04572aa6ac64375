"""The dialogues that ship with the product: `scripts/<name>.toml`, validated when they are read."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from bridge.simulators.script import Script

SCRIPTS_DIR = Path(__file__).parent / "scripts"


class ScriptError(Exception):
    """The script does not exist or its file is invalid; the message says where."""


def script_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in SCRIPTS_DIR.glob("*.toml")))


@lru_cache(maxsize=64)
def load_script(name: str) -> Script:
    if name not in script_names():
        raise ScriptError(f"no script is called {name!r}; there are: {', '.join(script_names())}")
    return read_script(SCRIPTS_DIR / f"{name}.toml")


def read_script(path: Path) -> Script:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return Script.model_validate({"name": path.stem} | content)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        raise ScriptError(f"{path.name}: {_first_complaint(error)}") from error


def _first_complaint(error: ValidationError) -> str:
    complaint = error.errors()[0]
    place = ".".join(str(part) for part in complaint["loc"]) or "script"
    return f"{place}: {complaint['msg']}"
