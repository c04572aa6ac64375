"""Names in a template: its own, its files', and those of what its files define."""

import re
from collections.abc import Iterator
from pathlib import Path

from workers.sectors import Fault, read_table
from workers.sectors.folders import HEAD

NAME = re.compile(r"[a-z][a-z0-9_]*")
NAMING = ("intents.toml", "services.toml", "entities.toml", "urgency.toml")
FILES = (
    HEAD,
    *NAMING,
    "speech.toml",
    "texts.toml",
    "screen.toml",
    "demo.toml",
    "vehicles.toml",
    "endings.toml",
)
FAMILIES = ("openings_", "requests_")


def faults_of_names(folder: Path) -> list[Fault]:
    return [*_of_the_template(folder), *_of_files(folder), *_of_definitions(folder)]


def _of_the_template(folder: Path) -> Iterator[Fault]:
    """A copied template keeps the other's name, under which its analyses would be stored."""
    head = read_table(folder / HEAD, [])
    name = head.data.get("name", folder.name)
    if name != folder.name:
        remedy = f'write name = "{folder.name}", as its folder'
        yield Fault(folder / HEAD, head.line("name"), f"name is {name!r}", remedy)


def _of_files(folder: Path) -> Iterator[Fault]:
    """A file under another name is read by nobody, and nobody would notice."""
    for file in sorted(folder.glob("*.toml")):
        if file.name not in FILES and not file.name.startswith(FAMILIES):
            yield Fault(file, 1, "no file of a template has this name", f"name it one of {', '.join(FILES)}")


def _of_definitions(folder: Path) -> Iterator[Fault]:
    """They stand in addresses, filters and columns of downloads."""
    for file in NAMING:
        table = read_table(folder / file, [])
        for name in table.data:
            if not NAME.fullmatch(name):
                remedy = "write small letters, digits and _; what people read stands in texts.toml"
                yield Fault(folder / file, table.line_at([name]), f"«{name}» is no name", remedy)
