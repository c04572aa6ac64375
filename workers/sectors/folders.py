"""Where templates are found: those shipped with the product, and your own folder (`SECTORS_DIR`), which takes precedence."""

import re
from collections.abc import Iterator
from pathlib import Path

from workers.sectors.source import Fault, SectorError

TEMPLATES = Path(__file__).parent
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
HEAD = "sector.toml"
_own: list[Path] = []


def use_folder(folder: Path | None) -> None:
    """Sets an additional folder with templates. Called once by each entry point, before any template is read."""
    _own[:] = [folder] if folder is not None else []


def template_folder(name: str) -> Path:
    _refuse_name(name)
    for home in (*_own, TEMPLATES):
        if (home / name / HEAD).is_file():
            return home / name
    homes = ", ".join(str(home) for home in (*_own, TEMPLATES))
    raise SectorError(
        Fault(
            TEMPLATES / name / HEAD,
            1,
            f"no such template in {homes}",
            f"`flask sectors new {name}` starts one, or choose one of {', '.join(template_names())}",
        )
    )


def template_names() -> list[str]:
    return sorted(set(_names()))


def new_folder(name: str) -> Path:
    """The folder for a new template of that name. Raises SectorError if the name is invalid or taken."""
    folder = (_own[0] if _own else TEMPLATES) / name
    _refuse_name(name)
    if folder.exists():
        raise SectorError(Fault(folder, 1, "there is something already", "choose another name"))
    return folder


def _refuse_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise SectorError(
            Fault(TEMPLATES / name, 1, f"«{name}» is no template's name", "use small letters, digits, dashes")
        )


def _names() -> Iterator[str]:
    for home in (*_own, TEMPLATES):
        yield from (head.parent.name for head in home.glob(f"*/{HEAD}") if NAME.fullmatch(head.parent.name))
