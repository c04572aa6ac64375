"""Creates a template from the skeleton: valid from the start, with a placeholder wherever something must be written."""

from pathlib import Path

from workers.sectors.folders import TEMPLATES, new_folder

SKELETON = TEMPLATES / "_skeleton"
NAME = "@NAME@"


def start_template(name: str) -> Path:
    """Creates the template and returns its folder. Raises SectorError if the name is invalid or taken."""
    folder = new_folder(name)
    for source in sorted(file for file in SKELETON.rglob("*") if file.is_file()):
        target = folder / source.relative_to(SKELETON)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8").replace(NAME, name), encoding="utf-8")
    return folder
