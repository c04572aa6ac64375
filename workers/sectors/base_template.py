"""Base templates: shared vocabulary and texts by kind, which templates inherit with `extends`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workers.sectors.articles import with_both_articles
from workers.sectors.folders import TEMPLATES
from workers.sectors.schema import ENTITY_KINDS, INTENT_KINDS, LANGUAGES, URGENCIES, Texts
from workers.sectors.source import Fault, Table, read_table
from workers.sectors.texts import read_groups

STRENGTHS = ("strong", "medium", "weak", "agent")
SIDES = ("asked", "said", "never", "units")
BASE_TEMPLATES = ("appointments",)
Phrases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class BaseRule:
    """An urgency rule of a base template, for intents of these kinds."""

    name: str
    level: str
    kinds: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BaseTemplate:
    """Intents by kind and strength, entities by kind and side; `texts` name intents and entities by kind, all else by name."""

    folder: str | None = None
    intents: Mapping[str, Phrases] = field(default_factory=dict)
    entities: Mapping[str, Phrases] = field(default_factory=dict)
    rules: tuple[BaseRule, ...] = ()
    speech: Phrases = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)

    def of_intent(self, kind: str, strength: str) -> tuple[str, ...]:
        return self.intents.get(kind, {}).get(strength, ())

    def of_entity(self, kind: str, side: str) -> tuple[str, ...]:
        return self.entities.get(kind, {}).get(side, ())


def read_base_template(name: str, faults: list[Fault]) -> BaseTemplate:
    folder = TEMPLATES / f"_{name}"
    return BaseTemplate(
        folder=str(folder),
        intents={
            kind: _intent(table) for kind, table in _tables(folder, "intents.toml", INTENT_KINDS, faults)
        },
        entities={
            kind: _entity(table) for kind, table in _tables(folder, "entities.toml", ENTITY_KINDS, faults)
        },
        rules=tuple(
            _rule(name, table) for name, table in read_table(folder / "urgency.toml", faults).tables()
        ),
        speech=read_speech(read_table(folder / "speech.toml", faults)),
        texts=read_groups(read_table(folder / "texts.toml", faults), LANGUAGES),
    )


def read_speech(file: Table) -> dict[str, tuple[str, ...]]:
    """Phrases by `side:act`, such as `caller:give_up`, which extend those of every line of business."""
    return {
        f"{side}:{act}": phrases_of(table) for side, acts in file.tables() for act, table in acts.tables()
    }


def phrases_of(table: Table, *others: str) -> tuple[str, ...]:
    """The phrases of all languages in the table; `others` are further allowed keys."""
    found = {language: table.words(language) for language in LANGUAGES}
    table.only(*others)
    return tuple(
        with_both_articles(phrase) if language == "ca" else phrase
        for language, phrases in found.items()
        for phrase in phrases
    )


def _tables(folder: Path, file: str, known: Sequence[str], faults: list[Fault]) -> list[tuple[str, Table]]:
    table = read_table(folder / file, faults)
    for kind in table.data:
        if kind not in known:
            table.fault(kind, f"{kind} is no kind", f"write one of {', '.join(known)}")
    return list(table.tables())


def _intent(table: Table) -> Phrases:
    return {strength: phrases_of(table.table(strength)) for strength in STRENGTHS}


def _entity(table: Table) -> Phrases:
    return {side: table.words(side) for side in SIDES}


def _rule(name: str, table: Table) -> BaseRule:
    level, kinds = table.choice("level", URGENCIES), table.words("kinds", INTENT_KINDS)
    return BaseRule(name, level, kinds, phrases_of(table))
