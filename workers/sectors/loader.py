"""Reads a template's folder and refuses, with file, key and mend, what the analyser could not use."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from workers.sectors.schema import (
    ENTITY_KINDS,
    INTENT_KINDS,
    LANGUAGES,
    URGENCIES,
    EntitySpec,
    FunnelSpec,
    Intent,
    Sector,
    Service,
    UrgencyRule,
)

TEMPLATES = Path(__file__).parent
IGNORED = "ignore"


class SectorError(ValueError):
    """A template that cannot be used; the message names the file, the key and what to write there."""


@cache
def load_sector(name: str) -> Sector:
    """Read and check the template of that name; the same object is returned each time."""
    folder = TEMPLATES / name
    if not name.isidentifier() and not name.replace("-", "_").isidentifier():
        raise SectorError(f"«{name}» is no template's name; use letters, digits and dashes")
    if not (folder / "sector.toml").is_file():
        raise SectorError(
            f"{folder}: no such template; make the folder with a sector.toml, or choose one of {_names()}"
        )
    return read_sector(folder)


def read_sector(folder: Path) -> Sector:
    """Read the template in a folder, wherever it is."""
    head = _read(folder / "sector.toml")
    intents = _intents(folder / "intents.toml")
    services, ignored = _services(folder / "services.toml")
    sector = Sector(
        name=_text(head, "name", folder / "sector.toml"),
        folder=str(folder),
        titles=head.get("titles", {}),
        languages=tuple(head.get("languages", LANGUAGES)),
        default_language=_text(head, "default_language", folder / "sector.toml"),
        default_intent=_text(head, "default_intent", folder / "sector.toml"),
        no_intent=_text(head, "no_intent", folder / "sector.toml"),
        outsider_intent=_text(head, "outsider_intent", folder / "sector.toml"),
        intents=intents,
        services=services,
        ignored_phrases=ignored,
        urgency_rules=_urgency_rules(folder / "urgency.toml", intents),
        entities=_entities(folder / "entities.toml"),
        **_gazetteer(folder / "vehicles.toml"),
        funnel=tuple(
            FunnelSpec(step["step"], tuple(step.get("entities", ()))) for step in head.get("funnel", ())
        ),
        kpis=tuple(head.get("kpi", ())),
        return_on_investment=head.get("return_on_investment", {}),
    )
    _check_references(sector, folder)
    return sector


def _check_references(sector: Sector, folder: Path) -> None:
    file = folder / "sector.toml"
    for key in ("default_intent", "no_intent", "outsider_intent"):
        _one_of(getattr(sector, key), sector.intents, file, key)
    _one_of(sector.default_language, sector.languages, file, "default_language")
    for intent in sector.intents.values():
        for service in (*intent.services_only, *intent.dispatched):
            _one_of(service, sector.services, folder / "intents.toml", f"{intent.name}: a service")
    for job in sector.services.values():
        _one_of(job.part_of, [None, *sector.services], folder / "services.toml", f"{job.name}.part_of")


def _intents(file: Path) -> dict[str, Intent]:
    return {name: _intent(name, table, file) for name, table in _read(file).items()}


def _intent(name: str, table: Mapping[str, Any], file: Path) -> Intent:
    _one_of(table.get("kind"), INTENT_KINDS, file, f"{name}.kind")
    _one_of(table.get("urgency"), URGENCIES, file, f"{name}.urgency")
    return Intent(
        name=name,
        kind=table["kind"],
        urgency=table["urgency"],
        services=bool(table.get("services", False)),
        services_only=tuple(table.get("services_only", ())),
        dispatched=tuple(table.get("dispatched", ())),
        strong=_phrases(table.get("strong", {}), file, f"{name}.strong"),
        medium=_phrases(table.get("medium", {}), file, f"{name}.medium"),
        weak=_phrases(table.get("weak", {}), file, f"{name}.weak"),
        agent=_phrases(table.get("agent", {}), file, f"{name}.agent"),
    )


def _services(file: Path) -> tuple[dict[str, Service], tuple[str, ...]]:
    tables = _read(file)
    ignored = _phrases(tables.pop(IGNORED, {}), file, IGNORED)
    services = {
        name: Service(
            name,
            _phrases(table, file, name),
            _phrases(table.get("hint", {}), file, f"{name}.hint"),
            table.get("part_of"),
        )
        for name, table in tables.items()
    }
    return services, ignored


def _urgency_rules(file: Path, intents: Mapping[str, Intent]) -> tuple[UrgencyRule, ...]:
    rules = []
    for name, table in _read(file).items():
        _one_of(table.get("level"), URGENCIES, file, f"{name}.level")
        for intent in table.get("intents", ()):
            _one_of(intent, intents, file, f"{name}.intents")
        phrases = _phrases(table, file, name)
        rules.append(UrgencyRule(name, table["level"], tuple(table.get("intents", ())), phrases))
    return tuple(rules)


def _entities(file: Path) -> dict[str, EntitySpec]:
    specs = {}
    for name, table in _read(file).items():
        _one_of(table.get("kind"), ENTITY_KINDS, file, f"{name}.kind")
        asked, said = tuple(table.get("asked", ())), tuple(table.get("said", ()))
        specs[name] = EntitySpec(name, table["kind"], table.get("region", ""), asked, said)
    return specs


def _gazetteer(file: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    if not file.is_file():
        return {"gazetteer": {}, "spoken": {}}
    tables = _read(file)
    return {
        "gazetteer": {make: tuple(models) for make, models in tables.get("makes", {}).items()},
        "spoken": {name: tuple(forms) for name, forms in tables.get("spoken", {}).items()},
    }


def _phrases(table: Mapping[str, Any], file: Path, key: str) -> tuple[str, ...]:
    found: list[str] = []
    for language in LANGUAGES:
        phrases = table.get(language, [])
        if not isinstance(phrases, list) or not all(
            isinstance(phrase, str) and phrase.strip() for phrase in phrases
        ):
            raise SectorError(f"{file}: {key}.{language} must be a list of phrases")
        found += phrases
    return tuple(found)


def _one_of(value: Any, allowed: Iterable[str | None], file: Path, key: str) -> None:
    if value not in (choices := list(allowed)):
        raise SectorError(f"{file}: {key} is {value!r}; write one of {', '.join(map(str, choices))}")


def _text(table: Mapping[str, Any], key: str, file: Path) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise SectorError(f"{file}: {key} is missing; write it as text")
    return value


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SectorError(f"{file}: the file is missing; every template has it") from error
    except tomllib.TOMLDecodeError as error:
        raise SectorError(f"{file}: {error}; mend the TOML") from error


def _names() -> str:
    return ", ".join(sorted(folder.parent.name for folder in TEMPLATES.glob("*/sector.toml")))
