"""Personal data leaves as tokens and comes back as it was said: telephones, plates, e-mails, VINs, names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.transcript import Turn

TOKEN = re.compile(r"\[(?:NAME|PHONE|PLATE|EMAIL|VIN)_\d+\]")
KINDS = {"person_name": "NAME", "phone": "PHONE", "vehicle_plate": "PLATE", "vin": "VIN"}
PATTERNS = {
    "EMAIL": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "VIN": re.compile(r"\b(?=\w*\d)[A-HJ-NPR-Z0-9]{17}\b", re.IGNORECASE),
    "PHONE": re.compile(r"(?<![\w,.])(?:\+|00)?\d(?:[ .\-/]?\d){8,14}(?!\w)"),
    "PLATE": re.compile(
        r"\b(?:\d{4}[ -]?[BCDFGHJ-NPR-TV-Z]{3}|[A-Z]{1,2}[ -]?\d{4}[ -]?[A-Z]{1,2})\b", re.IGNORECASE
    ),
}
NAME = r"[A-ZÀ-ÖØ-Þ][\w'’·-]+"
INTRODUCTION = re.compile(
    r"\b(?:[Ss]oy|[Mm]e llamo|[Mm]i nombre es|[Dd]e parte de|[Aa] nombre de|[Ee]m dic|[Mm]e dic|[Ss]óc|[Ss]om en|[Ss]om na|"
    r"[Nn]om és|[Mm]y name(?:'s| is)|[Tt]his is|I'm|I am|[Mm]ein Name ist|[Ii]ch hei(?:ß|ss)e|[Ii]ch bin|[Hh]ier (?:ist|spricht))"
    rf"\s+(?:(?:el|la|en|na|Herr|Frau|Mr|Mrs|Ms|señora?|senyora?)\.? )?({NAME}(?:\s+(?:de |i |y |von )?{NAME}){{0,3}})"
)
SHORTEST_NAME = 3
LIKE_THE_RAW = 0.6  # evidence much shorter than what was said is a «yes», not the value


@dataclass(frozen=True, slots=True)
class Secret:
    """`value` decides which token it gets; `said` is the wording in this turn."""

    start: int
    end: int
    kind: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Known:
    """Personal data that a call is known to hold: `raw` as it was said, `value` what it means."""

    kind: str
    value: str
    raw: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class Mask:
    """Which token stands for what, in each turn and in general."""

    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    said: dict[tuple[int, str], str] = field(default_factory=dict)

    def token(self, secret: Secret, turn: int) -> str:
        key = (secret.kind, secret.value)
        if key not in self.tokens:
            number = sum(kind == secret.kind for kind, _ in self.tokens) + 1
            self.tokens[key] = f"[{secret.kind}_{number}]"
        token = self.tokens[key]
        self.plain.setdefault(token, secret.said)
        self.said.setdefault((turn, token), secret.said)
        return token

    def unmask(self, text: str, turn: int | None = None) -> str:
        """The text with the data in it again; for a quotation, as it was said in that turn."""

        def plain(match: re.Match[str]) -> str:
            token = match.group()
            return self.said.get((turn or 0, token)) or self.plain.get(token, token)

        return TOKEN.sub(plain, text)

    def counts(self) -> dict[str, int]:
        kinds = [kind for kind, _ in self.tokens]
        return {kind.lower(): kinds.count(kind) for kind in sorted(set(kinds))}


def mask_turns(
    turns: Sequence[Turn], entities: Mapping[str, EntityFinding], kinds: Mapping[str, str]
) -> tuple[dict[int, str], Mask]:
    """The text of each turn without personal data. `kinds` are the sector's: entity name to kind."""
    mask, known = Mask(), [*known_secrets(entities, kinds), *introduced(turns)]
    for item in known:
        if item.kind == "NAME":  # a name in full comes back in full, however much of it a turn says
            mask.token(Secret(0, 0, item.kind, canonical(item.kind, item.value), item.value), turn=0)
    return {turn.position: mask_turn(turn, known, mask) for turn in turns}, mask


def known_secrets(entities: Mapping[str, EntityFinding], kinds: Mapping[str, str]) -> list[Known]:
    return [
        Known(KINDS[kinds[name]], str(finding.value), finding.raw, finding.evidence)
        for name, finding in entities.items()
        if kinds.get(name) in KINDS
    ]


def introduced(turns: Iterable[Turn]) -> list[Known]:
    """Names by which callers introduce themselves, where the rules were not sure enough to take them down."""
    said = [
        match.group(1) for turn in turns if turn.role == "user" for match in INTRODUCTION.finditer(turn.text)
    ]
    return [Known("NAME", name, name) for name in dict.fromkeys(said)]


def mask_turn(turn: Turn, known: Sequence[Known], mask: Mask) -> str:
    text, end, pieces = turn.text, 0, []
    for secret in apart(sorted(secrets_in(turn, known), key=lambda item: (item.start, -item.end))):
        pieces += [text[end : secret.start], mask.token(secret, turn.position)]
        end = secret.end
    return "".join([*pieces, text[end:]])


def apart(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Of those that overlap, the first and longest."""
    end = 0
    for secret in secrets:
        if secret.start >= end and secret.end > secret.start:
            yield secret
            end = secret.end


def secrets_in(turn: Turn, known: Sequence[Known]) -> Iterator[Secret]:
    for item in known:
        value = canonical(item.kind, item.value)
        for start, end in spans_of(turn, item):
            yield Secret(start, end, item.kind, value, turn.text[start:end])
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(turn.text):
            yield Secret(match.start(), match.end(), kind, canonical(kind, match.group()), match.group())


def spans_of(turn: Turn, item: Known) -> Iterator[tuple[int, int]]:
    """Where a turn says what is known, spelt out or not."""
    for evidence in item.evidence:
        is_whole = len(evidence.quote) >= LIKE_THE_RAW * len(item.raw)
        if evidence.turn == turn.position and is_whole and evidence.end <= len(turn.text):
            yield evidence.start, evidence.end
    wordings = {item.raw, item.value} - {""}
    if item.kind == "NAME":
        wordings |= {part for part in item.value.split() if len(part) >= SHORTEST_NAME}
    for wording in wordings:
        for match in re.finditer(rf"(?<!\w){re.escape(wording)}(?!\w)", turn.text, re.IGNORECASE):
            yield match.start(), match.end()


def canonical(kind: str, text: str) -> str:
    """One value however it is written: telephones without their country, plates without spaces."""
    if kind == "PHONE":
        return "".join(filter(str.isdigit, text))[-9:]
    if kind in {"PLATE", "VIN"}:
        return "".join(filter(str.isalnum, text)).upper()
    return text.casefold()
