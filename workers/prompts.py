"""Prompts: a sector's Markdown files with settings as front matter. A prompt's version combines its file name and a hash of its content."""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workers.sectors import Fault, SectorError, template_folder
from workers.sectors.source import read_utf8, table_of

FENCE = "+++\n"
DEFAULT = "call_analysis"


class PromptError(ValueError):
    """A prompt file that cannot be used; the message names it."""

    def __init__(self, path: Path, what: str, remedy: str = "mend the prompt's head", line: int = 1) -> None:
        self.what, self.remedy, self.line = what, remedy, line
        super().__init__(f"{path}:{line}: {what}; {remedy}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """`criteria` for judging a call: name and meaning. `version` changes with every change of the file `name`."""

    name: str
    version: str
    instructions: str
    max_output_tokens: int
    criteria: Mapping[str, str]


def prompt_names(sector: str, folder: Path | None = None) -> tuple[str, ...]:
    """The template's prompts, the default first."""
    found = sorted(path.stem for path in prompts_of(sector, folder).glob("*.md"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def prompts_of(sector: str, folder: Path | None) -> Path:
    return (folder / sector if folder else template_folder(sector)) / "prompts"


@functools.cache
def load_prompt(sector: str, name: str = DEFAULT, folder: Path | None = None) -> Prompt:
    """The prompt of the sector's template, or of the one in `folder`. Raises PromptError, SectorError."""
    path = prompts_of(sector, folder) / f"{name}.md"
    try:
        source = read_utf8(path)
    except OSError as error:
        raise PromptError(path, f"cannot read the prompt: {error.strerror}") from error
    except SectorError as error:
        raise _error_of(path, error.faults[0]) from error
    start, _, rest = source.partition(FENCE)
    settings, fence, instructions = rest.partition(FENCE)
    if start or not fence or not instructions.strip():
        raise PromptError(path, "a prompt begins with its settings (TOML) between two lines of +++")
    return prompt_of(path, settings, instructions.strip(), digest=hashlib.sha256(source.encode()).hexdigest())


def prompt_of(path: Path, settings: str, instructions: str, digest: str) -> Prompt:
    faults: list[Fault] = []
    table = table_of(path, settings, faults, first_line=len(FENCE.splitlines()))
    version, tokens, criteria = (
        table.text("version"),
        table.number("max_output_tokens"),
        table.table("criteria"),
    )
    meanings = {name: criteria.text(name) for name in criteria.data}
    if not faults and (tokens < 1 or tokens % 1):
        table.fault(
            "max_output_tokens", f"max_output_tokens is {tokens:g}", "write a whole number, 1 or more"
        )
    if faults:
        raise _error_of(path, faults[0])
    return Prompt(path.stem, f"{version}+{digest[:8]}", instructions, int(tokens), meanings)


def _error_of(path: Path, fault: Fault) -> PromptError:
    return PromptError(path, fault.what, fault.remedy, fault.line)
