"""Reads a template's displayed and spoken texts from `texts.toml`, one per language."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from workers.sectors.schema import OUTCOMES, TEXT_GROUPS, Texts, Words
from workers.sectors.source import Table


@dataclass(frozen=True, slots=True)
class Expected:
    """The names that need a text; intents and entities with their kind, under which the base template may define it."""

    intents: Mapping[str, str]
    services: Collection[str]
    entities: Mapping[str, str]
    urgency: Collection[str]
    funnel: Collection[str]
    kpis: Collection[str]
    values: Collection[str] = ()
    """Of entities of the kind `one_of`: shown as they are where they have no text, as names of companies are."""

    def groups(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """By group: each name, and the name under which the base template may define its text."""
        yield "intents", self.intents
        yield "entities", self.entities
        for group in ("services", "urgency", "funnel", "kpis"):
            yield group, {name: name for name in getattr(self, group)}


def read_texts(file: Table, languages: Collection[str], expected: Expected, base: Texts) -> Texts:
    """The template's texts, completed by the base template's. Reports expected names without a text; outcomes need none."""
    texts = {**read_groups(file, languages)}
    for group, names in expected.groups():
        _report_unknown(file, group, texts[group], names)
        shared = base.get(group, {})
        texts[group] = {name: texts[group].get(name) or shared.get(kind, {}) for name, kind in names.items()}
        _report_missing(file, group, [name for name, words in texts[group].items() if not words])
    _report_unknown(file, "outcomes", texts["outcomes"], OUTCOMES)
    _report_unknown(file, "values", texts["values"], expected.values)
    for group in ("criteria", "voice"):
        texts[group] = {**base.get(group, {}), **texts[group]}
    return texts


def read_groups(file: Table, languages: Collection[str]) -> dict[str, Mapping[str, Words]]:
    texts: dict[str, Mapping[str, Words]] = {
        group: read_words(file.table(group), languages) for group in TEXT_GROUPS
    }
    file.only()
    return texts


def read_words(named: Table, languages: Collection[str]) -> Mapping[str, Words]:
    return {name: _words(words, languages) for name, words in named.tables()}


def _words(table: Table, languages: Collection[str]) -> dict[str, str]:
    found = {language: table.text(language) for language in languages}
    table.only()
    return found


def _report_missing(file: Table, group: str, names: list[str]) -> None:
    for name in names:
        file.fault(
            group, f"{group}.{name} has no text", f"write [{group}.{name}] with a text for each language"
        )


def _report_unknown(file: Table, group: str, texts: Mapping[str, Words], known: Collection[str]) -> None:
    for name in texts:
        if name not in known:
            file.fault(
                f"{group}.{name}",
                f"{group}.{name} names nothing of the template",
                f"write one of {', '.join(known)}",
            )
