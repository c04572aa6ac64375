"""Names of people that the rules were not sure of: better to mask one too many than one too few."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workers.analysis.findings import Evidence
from workers.analysis.transcript import Turn

CAPITAL = "".join(chr(code) for code in range(0x250) if chr(code).isupper())
NAME = rf"(?:[dD]['’])?[{CAPITAL}][\w'’·-]+"
INTRODUCTION = re.compile(
    r"\b(?:[Ss]oy|[Mm]e llamo|[Mm]i nombre es|[Dd]e parte de|[Aa] nombre de|[Ee]m dic|[Mm]e dic|[Ss]óc|[Ss]om en|[Ss]om na|"
    r"[Nn]om és|[Mm]y name(?:'s| is)|[Tt]his is|I'm|I am|[Mm]ein Name ist|[Ii]ch hei(?:ß|ss)e|[Ii]ch bin|[Hh]ier (?:ist|spricht))"
    rf"\s+(?:(?:el|la|en|na|Herr|Frau|Mr|Mrs|Ms|señora?|senyora?)\.? )?({NAME}(?:\s+(?:de |i |y |von )?{NAME}){{0,3}})"
)
MIN_NAME_CHARACTERS = 3
NO_NAMES = re.compile(
    r"herr|frau|don|doña|señora?|senyora?|mrs?|ms|soy|som|sóc|hola|gracias|gràcies|thanks|danke|ja|sí|si|no|yes|bueno|vale|"
    r"buenas|bon|bona|hello|hi|i'm|ich|hier|me|em|mi|my|this",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """Personal data known to occur in a call: `raw` as it was said, `value` what it means."""

    kind: str
    value: str
    raw: str
    evidence: tuple[Evidence, ...] = ()


def with_names(known: Iterable[Known], turns: Sequence[Turn]) -> list[Known]:
    """Adds names by which callers introduce themselves, and names next to known ones; longest first."""
    spoken = [turn.text for turn in turns if turn.role == "user"]
    said = [match.group(1) for text in spoken for match in INTRODUCTION.finditer(text)]
    all_known = [*known, *(Known("NAME", name, name) for name in dict.fromkeys(said))]
    parts = {part for item in all_known if item.kind == "NAME" for part in item.value.split()}
    wider = {name: None for name in beside(parts, spoken) if set(name.split()) - parts}
    return [*(Known("NAME", name, name) for name in sorted(wider, key=len, reverse=True)), *all_known]


def beside(parts: Iterable[str], spoken: Iterable[str]) -> Iterator[str]:
    """A first name before a known surname, or another surname after it."""
    long_enough = {part for part in parts if len(part) >= MIN_NAME_CHARACTERS}
    # The longest first («Ana-Maria» before «Ana»), and in one order in every process.
    known = "|".join(map(re.escape, sorted(long_enough, key=lambda part: (-len(part), part))))
    row = re.compile(rf"(?<!\w)(?:{NAME} ){{0,2}}(?:{known})(?: {NAME}){{0,2}}(?!\w)")
    for text in spoken if known else ():
        for match in row.finditer(text):
            yield " ".join(word for word in match.group().split() if not NO_NAMES.fullmatch(word))
