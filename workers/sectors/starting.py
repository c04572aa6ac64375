"""Begins a template: from the skeleton, with a placeholder wherever something must be written, or as a copy of another one."""

import re
import shutil
from pathlib import Path

from workers.sectors.folders import HEAD, TEMPLATES, new_folder, template_folder
from workers.sectors.source import read_utf8

SKELETON = TEMPLATES / "_skeleton"
NAME = "@NAME@"
# Dialogues have names that no other template may use; a test call plays one of them.
LEFT_OUT = shutil.ignore_patterns("dialogues")
TEST_CALL = re.compile(r"^test_call\s*=.*\n", re.MULTILINE)
FIRST_NAME = re.compile(r"^name\s*=.*$", re.MULTILINE)


def start_template(name: str, like: str | None = None) -> Path:
    """Creates the template and returns its folder. Raises SectorError if the name is invalid or taken."""
    if like is not None:
        return copy_template(template_folder(like), new_folder(name))
    folder = new_folder(name)
    for source in sorted(file for file in SKELETON.rglob("*") if file.is_file()):
        target = folder / source.relative_to(SKELETON)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8").replace(NAME, name), encoding="utf-8")
    return folder


def copy_template(other: Path, folder: Path) -> Path:
    shutil.copytree(other, folder, ignore=LEFT_OUT)
    head = folder / HEAD
    kept = TEST_CALL.sub("", read_utf8(head))
    head.write_text(FIRST_NAME.sub(f'name = "{folder.name}"', kept, count=1), encoding="utf-8")
    return folder
