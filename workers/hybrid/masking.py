"""Masks personal data (phones, plates, e-mails, VINs, ids, bank accounts, cards, names, addresses) before a transcript leaves, and restores it in the answer."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workers.analysis.emails import dictated_addresses
from workers.analysis.findings import EntityFinding
from workers.analysis.text import fold, split_words
from workers.analysis.transcript import Turn
from workers.hybrid.addresses import street_addresses
from workers.hybrid.names import MIN_NAME_CHARACTERS, Known, with_names
from workers.hybrid.spelling import CHECK_LETTER, spelt

TOKEN = re.compile(r"\[(?:NAME|PHONE|PLATE|EMAIL|VIN|DOCUMENT|IBAN|CARD|ADDRESS)_\d+\]")
KINDS = {"person_name": "NAME", "phone": "PHONE", "vehicle_plate": "PLATE", "vin": "VIN", "email": "EMAIL"}
AFTER_DOCUMENT = (
    "(?i:(?<=dni )|(?<=nif )|(?<=dni es )|(?<=nif es )|(?<=dni és )|(?<=nif és )|(?<=dni el )|(?<=nif el ))"
)
PATTERNS = {
    "EMAIL": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "VIN": re.compile(r"\b(?=\w*\d)[A-HJ-NPR-Z0-9]{17}\b", re.IGNORECASE),
    "IBAN": re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{4}){3,7}(?:[ .-]?[A-Z0-9]{1,3})?(?!\w)"),
    "CARD": re.compile(r"(?<![\w,.])\d(?:[ .-]?\d){15,18}(?!\w)"),
    # Spanish identity documents (DNI and NIE). After a space, a lower-case letter is a word and not the check letter.
    "DOCUMENT": re.compile(
        r"\b(?:\d{2}[ .]?\d{3}[ .]?\d{3}|[XYZxyz][ .-]?\d{7})"
        rf"(?:[.-]?[A-HJ-NP-TV-Za-hj-np-tv-z]\b| [A-HJ-NP-TV-Z]\b|[ ,-]+(?i:{CHECK_LETTER})\b)"
        rf"|{AFTER_DOCUMENT}\d{{2}}[ .]?\d{{3}}[ .]?\d{{3}}\b"
    ),
    "PHONE": re.compile(r"(?<![\w,.])(?:\+|00)?\d(?:[ .\-/]?\d){8,14}(?!\w)"),
    "PLATE": re.compile(
        r"\b(?:\d{4}[ -]?[BCDFGHJ-NPR-TV-Z]{3}|[A-Z]{1,2}[ -]?\d{4}[ -]?[A-Z]{1,2}"
        # British, French or Italian, and German ones: in capitals, and with what tells them from models («VW T5», «BMW M3»)
        r"|(?-i:[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{2,4}[EH]?))\b",
        re.IGNORECASE,
    ),
}
# Evidence much shorter than the raw value is a «yes», much longer a whole turn: not the value itself.
LIKE_THE_RAW = (0.6, 1.6)


@dataclass(frozen=True, slots=True)
class Secret:
    """Personal data at a position in a turn. Equal values share a token."""

    start: int
    end: int
    kind: str
    value: str


@dataclass(slots=True)
class Mask:
    """Maps tokens to values, globally and by position within each turn."""

    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    said: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    heard: dict[int, str] = field(default_factory=dict)

    def token(self, kind: str, value: str, said: str) -> str:
        key = (kind, canonical(kind, value))
        if key not in self.tokens:
            number = sum(known == kind for known, _ in self.tokens) + 1
            self.tokens[key] = f"[{kind}_{number}]"
        self.plain.setdefault(self.tokens[key], said)
        return self.tokens[key]

    def unmask(self, text: str, turn: int = 0) -> str:
        """Restores the data; in a quotation, as it was said at that position."""
        heard = self.heard.get(turn, "")
        before = Counter(TOKEN.findall(heard[: max(heard.find(text), 0)]))

        def plain(match: re.Match[str]) -> str:
            token = match.group()
            wordings = self.said.get((turn, token))
            place, before[token] = before[token], before[token] + 1
            return wordings[min(place, len(wordings) - 1)] if wordings else self.plain.get(token, token)

        return TOKEN.sub(plain, text)

    def counts(self) -> dict[str, int]:
        kinds = [kind for kind, _ in self.tokens]
        return {kind.lower(): kinds.count(kind) for kind in sorted(set(kinds))}


def mask_turns(
    turns: Sequence[Turn], entities: Mapping[str, EntityFinding], kinds: Mapping[str, str]
) -> tuple[dict[int, str], Mask]:
    """Each turn's text without personal data. `kinds` are the sector's: entity name to kind."""
    mask, known = Mask(), with_names(known_secrets(entities, kinds), turns)
    for item in known:
        if item.kind == "NAME":  # a full name is restored in full, even if a turn says only part of it
            mask.token(item.kind, item.value, item.value)
    mask.heard = {turn.position: mask_turn(turn, known, mask) for turn in turns}
    return mask.heard, mask


def known_secrets(entities: Mapping[str, EntityFinding], kinds: Mapping[str, str]) -> list[Known]:
    return [
        Known(KINDS[kinds[name]], str(finding.value), finding.raw, finding.evidence)
        for name, finding in entities.items()
        if kinds.get(name) in KINDS
    ]


def mask_turn(turn: Turn, known: Sequence[Known], mask: Mask) -> str:
    text, end, pieces = turn.text, 0, []
    for secret in apart(sorted(secrets_in(turn, known), key=lambda item: (item.start, -item.end))):
        said = text[secret.start : secret.end]
        token = mask.token(secret.kind, secret.value, said)
        mask.said.setdefault((turn.position, token), []).append(said)
        pieces += [text[end : secret.start], token]
        end = secret.end
    return "".join([*pieces, text[end:]])


def apart(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Resolves overlaps: the first span wins, and the longest of those starting together."""
    end = 0
    for secret in secrets:
        if secret.start >= end and secret.end > secret.start:
            yield secret
            end = secret.end


def secrets_in(turn: Turn, known: Sequence[Known]) -> Iterator[Secret]:
    folded = fold(turn.text)
    for item in known:
        for start, end in spans_of(turn, folded, item):
            yield Secret(start, end, item.kind, item.value)
    for start, end, has_letters in spelt(turn.text):
        yield Secret(start, end, "PLATE" if has_letters else "PHONE", turn.text[start:end])
    words = split_words(turn.text)
    for first, last, address in dictated_addresses(words):
        yield Secret(words.starts[first], words.ends[last - 1], "EMAIL", address)
    for start, end in street_addresses(turn.text):
        yield Secret(start, end, "ADDRESS", turn.text[start:end])
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(turn.text):
            yield Secret(match.start(), match.end(), kind, match.group())


def spans_of(turn: Turn, folded: str, item: Known) -> Iterator[tuple[int, int]]:
    """Where a turn mentions a known value, spelt out or not; `folded` is its text."""
    for evidence in item.evidence:
        least, most = (share * len(item.raw) for share in LIKE_THE_RAW)
        is_alike = least <= evidence.end - evidence.start <= most
        is_part = evidence.quote in item.raw.split(", ")  # of a value said over several turns
        if evidence.turn == turn.position and (is_alike or is_part) and evidence.end <= len(turn.text):
            yield evidence.start, evidence.end
    if any(wording in folded for wording in wordings_of(item)):  # seldom; and much quicker than the pattern
        for match in pattern_of(item).finditer(folded):
            yield match.start(), match.end()


@functools.lru_cache(maxsize=256)
def pattern_of(item: Known) -> re.Pattern[str]:
    """Matches every wording of the value in folded text; for a name, any sequence of its parts."""
    any_of = "|".join(map(re.escape, wordings_of(item)))
    row = rf"(?: (?:{any_of}))*" if item.kind == "NAME" else ""
    return re.compile(rf"(?<!\w)(?:{any_of}){row}(?!\w)", re.IGNORECASE)


@functools.lru_cache(maxsize=4096)
def wordings_of(item: Known) -> tuple[str, ...]:
    """Folded, longest first."""
    wordings = {item.raw, item.value}
    if item.kind == "NAME":
        wordings |= {part for part in item.value.split() if len(part) >= MIN_NAME_CHARACTERS}
    return tuple(fold(wording) for wording in sorted(wordings, key=len, reverse=True) if wording)


def canonical(kind: str, text: str) -> str:
    """A value independent of notation: phones without country code, plates without spaces, other text case-folded."""
    digits = "".join(filter(str.isdigit, text))
    if kind == "PHONE" and digits:
        return digits[-9:]
    if kind in {"PLATE", "VIN", "DOCUMENT", "IBAN", "CARD"}:
        return "".join(filter(str.isalnum, text)).upper()
    return text.casefold()
