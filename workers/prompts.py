"""Prompts: a sector's Markdown files with settings as front matter. A prompt's version combines its file name and a hash of its content."""

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workers.sectors import template_folder

FENCE = "+++\n"
DEFAULT = "call_analysis"


class PromptError(ValueError):
    """A prompt file that cannot be used; the message names it."""


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
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{path}: cannot read the prompt: {error.strerror}") from error
    start, _, rest = source.partition(FENCE)
    settings, fence, instructions = rest.partition(FENCE)
    if start or not fence or not instructions.strip():
        raise PromptError(f"{path}: a prompt begins with its settings (TOML) between two lines of +++")
    return prompt_of(path, settings, instructions.strip(), digest=hashlib.sha256(source.encode()).hexdigest())


def prompt_of(path: Path, settings: str, instructions: str, digest: str) -> Prompt:
    try:
        data = tomllib.loads(settings)
        version, max_output_tokens, criteria = data["version"], data["max_output_tokens"], data["criteria"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise PromptError(
            f"{path}: its settings need version, max_output_tokens and criteria: {error}"
        ) from error
    return Prompt(path.stem, f"{version}+{digest[:8]}", instructions, max_output_tokens, criteria)
