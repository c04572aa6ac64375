"""Masks personal data (phones, plates, e-mails, VINs, ids, bank accounts, cards, names, addresses) before a transcript leaves, and restores it in the answer."""

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workers.analysis.emails import dictated_addresses
from workers.analysis.findings import EntityFinding
from workers.analysis.text import fold, split_words
from workers.analysis.transcript import Turn
from workers.hybrid.addresses import street_addresses
from workers.hybrid.identifiers import written_identifiers
from workers.hybrid.mentions import Mentions, wordings_of
from workers.hybrid.names import Known, is_everyday, with_names
from workers.hybrid.spelling import spelt
from workers.hybrid.spelt_names import spelt_names
from workers.hybrid.telephones import Telephone, digits_of, telephone

WORD = re.compile(r"\S+")
TOKEN = re.compile(r"\[(NAME|PHONE|PLATE|EMAIL|VIN|DOCUMENT|IBAN|CARD|ADDRESS)_\d+\]")
KINDS = {"person_name": "NAME", "phone": "PHONE", "vehicle_plate": "PLATE", "vin": "VIN", "email": "EMAIL"}
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
    telephones: dict[str, Telephone] = field(default_factory=dict)
    # Keys of the telephones, whatever their country.
    of_number: dict[str, list[str]] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)  # how many tokens of each kind

    def token(self, kind: str, value: str, said: str) -> str:
        key = (
            kind,
            self.telephone_of(value) if kind == "PHONE" and digits_of(value) else canonical(kind, value),
        )
        if key not in self.tokens:
            self.made[kind] += 1
            self.tokens[key] = f"[{kind}_{self.made[kind]}]"
        self.plain.setdefault(self.tokens[key], said)
        return self.tokens[key]

    def telephone_of(self, value: str) -> str:
        """One key for «600 111 222» and «+34 600 111 222»; another for «+351 600 111 222»."""
        number = telephone(value)
        alike = self.of_number.setdefault(number.number, [])
        key = next((key for key in alike if self.telephones[key].is_same(number)), str(number))
        if key not in self.telephones:
            alike.append(key)
        if number.country or key not in self.telephones:
            self.telephones[key] = number
        return key

    def unmask(self, text: str, turn: int = 0) -> str:
        """Restores the data; in a quotation, as it was said at that position."""
        heard = self.heard.get(turn, "")
        before = Counter(match.group() for match in TOKEN.finditer(heard[: max(heard.find(text), 0)]))

        def plain(match: re.Match[str]) -> str:
            token = match.group()
            wordings = self.said.get((turn, token))
            place, before[token] = before[token], before[token] + 1
            return wordings[min(place, len(wordings) - 1)] if wordings else self.plain.get(token, token)

        return TOKEN.sub(plain, text)

    def counts(self) -> dict[str, int]:
        return {kind.lower(): self.made[kind] for kind in sorted(self.made)}


def mask_turns(
    turns: Sequence[Turn], entities: Mapping[str, EntityFinding], kinds: Mapping[str, str]
) -> tuple[dict[int, str], Mask]:
    """Each turn's text without personal data. `kinds` are the sector's: entity name to kind."""
    mask, known = Mask(), with_names(known_secrets(entities, kinds), turns)
    mentions = Mentions(known)
    for item in known:
        if item.kind == "NAME":  # a full name is restored in full, even if a turn says only part of it
            mask.token(item.kind, item.value, item.value)
    before = ["", *(turn.text for turn in turns)]
    mask.heard = {
        turn.position: mask_turn(turn, mentions, mask, said)
        for turn, said in zip(turns, before, strict=False)
    }
    return mask.heard, mask


def known_secrets(entities: Mapping[str, EntityFinding], kinds: Mapping[str, str]) -> list[Known]:
    return [
        Known(KINDS[kinds[name]], str(finding.value), finding.raw, finding.evidence)
        for name, finding in entities.items()
        if kinds.get(name) in KINDS
    ]


def mask_turn(turn: Turn, mentions: Mentions, mask: Mask, before: str = "") -> str:
    text, end, pieces = turn.text, 0, []
    for secret in apart(sorted(secrets_in(turn, mentions, before), key=lambda item: (item.start, -item.end))):
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


def secrets_in(turn: Turn, mentions: Mentions, before: str) -> Iterator[Secret]:
    """`before` is the text of the turn before."""
    folded, text = fold(turn.text), turn.text
    for item in mentions.of(turn.position, folded):
        for start, end in spans_of(turn, folded, item):
            yield Secret(start, end, item.kind, item.value)
    words = split_words(text)
    for first, last, address in dictated_addresses(words):
        yield Secret(words.starts[first], words.ends[last - 1], "EMAIL", address)
    for start, end, name in spelt_names(words, before, mentions.spellable):
        yield Secret(start, end, "NAME", mentions.whole.get(name, name))
    for start, end, kind in (
        *spelt(text),
        *street_addresses(text),
        *written_identifiers(text),
        *tokens_in(text),
    ):
        yield Secret(start, end, kind, text[start:end])


def tokens_in(text: str) -> Iterator[tuple[int, int, str]]:
    """What looks like a token already: nobody's words may come back as somebody's data."""
    return ((*match.span(), match.group(1)) for match in TOKEN.finditer(text))


def spans_of(turn: Turn, folded: str, item: Known) -> Iterator[tuple[int, int]]:
    """Where a turn mentions a known value, spelt out or not; `folded` is its text."""
    for evidence in item.evidence:
        if evidence.turn != turn.position or evidence.end > len(turn.text):
            continue
        least, most = (share * len(item.raw) for share in LIKE_THE_RAW)
        is_alike = least <= evidence.end - evidence.start <= most
        if is_alike or evidence.quote in item.raw.split(", "):  # of a value said over several turns
            yield evidence.start, evidence.end
    if any(wording in folded for wording in wordings_of(item)):  # seldom; and much quicker than the pattern
        for match in pattern_of(item).finditer(folded):
            yield named(turn.text, match.span(), item) if item.kind == "NAME" else match.span()


def named(text: str, span: tuple[int, int], item: Known) -> tuple[int, int]:
    """Of words that the name has, those that name somebody: «Pep Mas», but neither «más» nor «a mas tardar». Empty if none does."""
    parts = {*item.value.split(), *item.raw.split()}
    plain = {part.casefold() for part in parts}
    words = [match.span() for match in WORD.finditer(text, *span)]
    sure = any(is_name(text[start:end], parts) for start, end in words)
    if not sure and text[slice(*span)] not in {item.value, item.raw}:
        return span[0], span[0]
    kept = [
        (start, end)
        for start, end in words
        if text[start:end].casefold() in plain or not is_everyday(text[start:end])
    ]
    return (kept[0][0], kept[-1][1]) if kept else span


def is_name(word: str, parts: Collection[str]) -> bool:
    """Whether the word alone is enough. An everyday word is, where it is written as the name is, with a capital letter."""
    return not is_everyday(word) or (word in parts and word[:1].isupper())


@functools.lru_cache(maxsize=4096)
def pattern_of(item: Known) -> re.Pattern[str]:
    """Matches every wording of the value in folded text; for a name, any sequence of its parts."""
    any_of = "|".join(map(re.escape, wordings_of(item)))
    row = rf"(?: (?:{any_of}))*" if item.kind == "NAME" else ""
    return re.compile(rf"(?<!\w)(?:{any_of}){row}(?!\w)", re.IGNORECASE)


def canonical(kind: str, text: str) -> str:
    """A value independent of notation: plates and numbers without spaces, other text case-folded."""
    if kind in {"PLATE", "VIN", "DOCUMENT", "IBAN", "CARD"}:
        return "".join(filter(str.isalnum, text)).upper()
    return text.casefold()


def is_same(kind: str, one: str, other: str) -> bool:
    if kind == "PHONE":
        return telephone(one).is_same(telephone(other))
    return canonical(kind, one) == canonical(kind, other)
