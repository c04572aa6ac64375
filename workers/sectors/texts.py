"""What a template calls things on the screen and says on the telephone: `texts.toml`, one text a language."""

from collections.abc import Collection, Mapping

from workers.sectors.schema import OUTCOMES, TEXT_GROUPS, Texts, Words
from workers.sectors.source import Table


def read_texts(file: Table, languages: Collection[str], expected: Mapping[str, Collection[str]]) -> Texts:
    """Everything that `expected` names must have a text in each language; outcomes may be renamed, and need not be."""
    texts = {group: _group(file.table(group), languages) for group in TEXT_GROUPS}
    for group, names in expected.items():
        _tell_missing(file, group, [name for name in names if name not in texts[group]])
        _tell_unknown(file, group, texts[group], names)
    _tell_unknown(file, "outcomes", texts["outcomes"], OUTCOMES)
    file.only()
    return texts


def _group(table: Table, languages: Collection[str]) -> dict[str, Words]:
    return {name: _words(words, languages) for name, words in table.tables()}


def _words(table: Table, languages: Collection[str]) -> dict[str, str]:
    found = {language: table.text(language) for language in languages}
    table.only()
    return found


def _tell_missing(file: Table, group: str, names: list[str]) -> None:
    for name in names:
        file.fault(
            group, f"{group}.{name} has no text", f"write [{group}.{name}] with a text for each language"
        )


def _tell_unknown(file: Table, group: str, texts: Mapping[str, Words], known: Collection[str]) -> None:
    for name in texts:
        if name not in known:
            file.fault(
                f"{group}.{name}",
                f"{group}.{name} names nothing of the template",
                f"write one of {', '.join(known)}",
            )
