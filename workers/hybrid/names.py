"""Names of people that the rules were not sure of: better to mask one too many than one too few."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from workers.analysis.findings import Evidence
from workers.analysis.stopwords import WORD_WEIGHTS
from workers.analysis.text import fold, words_of
from workers.analysis.transcript import Turn
from workers.hybrid.introductions import NAME, names_in_small_letters, names_said

MIN_NAME_CHARACTERS, BESIDE = 3, 2
NAMES = re.compile(rf"(?<!\w){NAME}(?: {NAME})*")
NO_NAMES = re.compile(
    r"herrn?|frau|don|doña|señora?|senyora?|mrs?|ms|doktor|doctora?|vorname|nachname|moment|hallo|namen?|nombre|nom|guten|tag|morgen|"
    r"abend|good|soy|som|sóc|hola|gracias|gràcies|thanks|danke|ja|sí|si|no|yes|bueno|vale|"
    r"buenas|bon|bona|hello|hi|i'm|ich|hier|me|em|mi|my|this",
    re.IGNORECASE,
)
_SURNAMES = words_of(
    "mas blanco blanca rojo rubio moreno morena verde rosa sol flor flores mayor casas iglesias torres roca fuentes plaza calle bueno rico "
    "delgado gallego sala salas corte cortes puerta pinto pino reina rey cruz prado luna campo costa roig blanc "
    "white black brown green gray young long short king day may rose hill wood cook "
    "schwarz weiss braun klein gross lang kurz sommer winter berg stein"
)
"""Names that are words as well: written in small letters, they are the word."""


@dataclass(frozen=True, slots=True)
class Known:
    """Personal data known to occur in a call: `raw` as it was said, `value` what it means, `evidence` where."""

    kind: str
    value: str
    raw: str
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


def is_everyday(word: str) -> bool:
    folded = fold(word)
    return folded in WORD_WEIGHTS or folded in _SURNAMES or NO_NAMES.fullmatch(word) is not None


def with_names(known: Iterable[Known], turns: Sequence[Turn]) -> list[Known]:
    """Adds names by which callers introduce themselves or others, and names next to known ones; longest first."""
    spoken = [turn.text for turn in turns if turn.role == "user"]
    said = [name for turn in turns for name in names_in(turn)]
    all_known = [*known, *(Known("NAME", name, name) for name in dict.fromkeys(said))]
    parts = {part for item in all_known if item.kind == "NAME" for part in parts_of(item.value)}
    values = "\n".join(item.value for item in all_known if item.kind == "NAME")
    wider = {name: None for name in beside(parts, spoken) if name not in values}
    return [*(Known("NAME", name, name) for name in sorted(wider, key=len, reverse=True)), *all_known]


def parts_of(name: str) -> list[str]:
    """What each is known by alone: without «de», «von» and what is too short."""
    return [
        part
        for part in name.split()
        if len(part) >= MIN_NAME_CHARACTERS and not (part.islower() and is_everyday(part))
    ]


def names_in(turn: Turn) -> Iterator[str]:
    for name in names_said(turn.text, by_caller=turn.role == "user"):
        words = [word for word in name.split() if not NO_NAMES.fullmatch(word)]
        if words:
            yield " ".join(words)
    yield from names_in_small_letters(turn.text, is_everyday)


def beside(parts: Set[str], spoken: Iterable[str]) -> Iterator[str]:
    """A first name before a known surname, or another surname after it: up to two names on either side."""
    for text in spoken if parts else ():
        for match in NAMES.finditer(text):
            words, after = match.group().split(" "), 0
            for place, word in enumerate(words):
                if place >= after and (word in parts or not parts.isdisjoint(word.split("-"))):
                    row, after = words[max(place - BESIDE, after) : place + BESIDE + 1], place + BESIDE + 1
                    yield " ".join(word for word in row if not NO_NAMES.fullmatch(word))
