"""What is wrong with the dialogues of a sector template, for `flask sectors check`."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from bridge.simulators.library import DIALOGUES, SHARED_DIR, told
from bridge.simulators.script import Script
from workers.sectors import Fault, Sector, read_table, template_folder, template_names

FORM = "see the form in bridge/simulators/README.md"


def faults_of_dialogues(sector: Sector) -> Iterator[Fault]:
    folder = Path(sector.folder)
    others = [SHARED_DIR, *(template_folder(name) for name in template_names())]
    used = {
        file.stem: other.name
        for other in others
        if other != folder
        for file in (other if other == SHARED_DIR else other / DIALOGUES).glob("*.toml")
    }
    for file in sorted((folder / DIALOGUES).glob("*.toml")):
        yield from _faults_of(file)
        if file.stem in used:
            yield Fault(file, 1, f"{used[file.stem]} has a dialogue of this name", "choose another name")


def _faults_of(file: Path) -> Iterator[Fault]:
    faults: list[Fault] = []
    table = read_table(file, faults)
    if faults:
        yield from faults
        return
    try:
        script = Script.model_validate({"name": file.stem, **table.data})
    except ValidationError as error:
        for complaint in error.errors():
            yield Fault(file, table.line_at(_without_side(complaint["loc"])), told(complaint), FORM)
        return
    if not file.stem.startswith(f"{script.language}-"):
        named = f"{script.language}-{file.name}"
        yield Fault(file, table.line("language"), f"it is spoken in {script.language!r}", f"call it {named}")


def _without_side(place: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """As the file has it: Pydantic names a turn's side after its number."""
    return (*place[:2], *place[3:]) if place[:1] == ("turns",) else place
