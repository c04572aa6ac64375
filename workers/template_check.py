"""Everything that can be checked in a template before it reads a call: its files, phrases, prompt and golden calls."""

from pathlib import Path

from workers.analysis.patterns import PatternError
from workers.analysis.vocabulary import SPEECH_ACTS, vocabulary_of
from workers.golden import MIN_CALLS, faults_of_labels, read_calls
from workers.prompts import PromptError, load_prompt, prompt_names
from workers.sectors import Fault, Sector, SectorError, read_sector, read_table
from workers.sectors.schema import LANGUAGES
from workers.sectors.source import read_utf8
from workers.sectors.unfinished import unfinished
from workers.template_names import faults_of_names


def check_template(folder: Path) -> Sector:
    """Returns the template if it is valid. Raises SectorError with every fault."""
    names = faults_of_names(folder)
    try:
        sector = read_sector(folder)
    except SectorError as error:
        hidden = any(fault.hides for fault in error.faults)
        raise SectorError(*([] if hidden else names), *error.faults) from error
    faults = [
        *names,
        *_speech_faults(sector),
        *_phrase_faults(sector),
        *_prompt_faults(sector),
        *_faults_of_openings(sector),
        *_faults_of_demo(folder / "demo.toml"),
    ]
    if faults:
        raise SectorError(*faults)
    return sector


def faults_of_golden_calls(sector: Sector) -> list[Fault]:
    """Faults if the golden calls are insufficient: too few, or still placeholders."""
    calls = read_calls(sector.golden_file)
    faults = [*unfinished(Path(sector.folder)), *faults_of_labels(calls, sector)]
    count = len({golden.id for golden in calls})
    if count < MIN_CALLS:
        faults.append(
            Fault(
                sector.golden_file,
                count,
                f"there are {count} golden calls",
                f"write at least {MIN_CALLS - count} more",
            )
        )
    return faults


def _speech_faults(sector: Sector) -> list[Fault]:
    file = Path(sector.folder) / "speech.toml"
    lines = read_table(file, [], is_needed=False)
    known = ", ".join(sorted(act.replace(":", ".") for act in SPEECH_ACTS))
    return [
        Fault(
            file,
            lines.line_at(act.split(":")),
            f"{act.replace(':', '.')} is nothing that people do on the telephone",
            f"write one of {known}",
        )
        for act in sector.speech
        if act not in SPEECH_ACTS
    ]


def _phrase_faults(sector: Sector) -> list[Fault]:
    """Faults of phrases that do not compile, located in the files to report the line."""
    try:
        vocabulary_of(sector)
    except PatternError as error:
        file, line = _place_of(Path(sector.folder), error.pattern)
        return [Fault(file, line, str(error), "see the patterns in docs/sectors.md")]
    return []


def _faults_of_openings(sector: Sector) -> list[Fault]:
    """Sentences by intent, from which `flask sectors train` learns."""
    faults: list[Fault] = []
    for file in sorted(Path(sector.folder).glob("openings_*.toml")):
        openings = read_table(file, faults)
        for intent in sector.intents:
            openings.words(intent)
        openings.only()
    return faults


def _faults_of_demo(file: Path) -> list[Fault]:
    """When people ring, and what the golden calls' agent calls the business, for demo calls."""
    faults: list[Fault] = []
    if file.exists():
        rhythm = read_table(file, faults)
        if rhythm.data or not faults:
            rhythm.numbers("weekdays", len("MTWTFSS"))
            rhythm.numbers("hours", 24)
            rhythm.number("feast")
            if "business" in rhythm.data:
                names = rhythm.table("business")
                for language in sorted(names.data.keys() & LANGUAGES):
                    names.text(language)
                names.only()
            rhythm.only()
    return faults


def _place_of(folder: Path, phrase: str) -> tuple[Path, int]:
    for file in sorted(folder.glob("*.toml")):
        for number, line in enumerate(read_utf8(file).splitlines(), 1):
            if f'"{phrase}"' in line:
                return file, number
    return folder, 1


def _prompt_faults(sector: Sector) -> list[Fault]:
    folder = Path(sector.folder)
    names = prompt_names(folder.name, folder.parent)
    return [fault for name in names for fault in _faults_of_prompt(sector, name)]


def _faults_of_prompt(sector: Sector, name: str) -> list[Fault]:
    folder = Path(sector.folder)
    try:
        prompt = load_prompt(folder.name, name, folder.parent)
    except PromptError as error:
        return [Fault(folder / "prompts" / f"{name}.md", error.line, error.what, error.remedy)]
    named = sector.texts.get("criteria", {})
    missing = [name for name in prompt.criteria if name not in named]
    return [
        Fault(
            Path(sector.folder) / "texts.toml",
            1,
            f"criteria.{name} has no text",
            f"write [criteria.{name}] with a text for each language",
        )
        for name in missing
    ]
