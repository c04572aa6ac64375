"""Loads and validates a template's folder; every error names file, line and remedy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from phonenumbers import SUPPORTED_REGIONS

from workers.sectors.base_template import (
    BASE_TEMPLATES,
    SIDES,
    STRENGTHS,
    BaseTemplate,
    phrases_of,
    read_base_template,
    read_speech,
)
from workers.sectors.folders import HEAD, template_folder
from workers.sectors.schema import (
    DIALOGUE_STEPS,
    ENTITY_KINDS,
    INTENT_KINDS,
    KPI_FIELDS,
    LANGUAGES,
    OUTCOMES,
    RETURN_ON_INVESTMENT,
    URGENCIES,
    AmbiguousNames,
    EntitySpec,
    FunnelSpec,
    Intent,
    KpiSpec,
    Sector,
    Service,
    UrgencyRule,
)
from workers.sectors.source import Fault, SectorError, Table, read_table
from workers.sectors.texts import Expected, read_texts, read_words

IGNORED = "ignore"


@cache
def load_sector(name: str) -> Sector:
    """The validated template of that name, cached. Raises SectorError."""
    return read_sector(template_folder(name))


def read_sector(folder: Path) -> Sector:
    """The validated template in any folder. Raises SectorError with all faults found; those that hide others come alone."""
    faults: list[Fault] = []
    sector = _Reader(folder, faults).sector()
    if faults:
        raise SectorError(*([fault for fault in faults if fault.hides] or faults))
    return sector


class _Reader:
    """Reads the files of one folder; collects their faults in `faults`."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        self.folder, self.faults = folder, faults
        self.head = self.read(HEAD)
        extends = self.head.choice("extends", BASE_TEMPLATES) if "extends" in self.head.data else None
        self.base = read_base_template(extends, faults) if extends else BaseTemplate()

    def read(self, name: str, *, is_needed: bool = True) -> Table:
        return read_table(self.folder / name, self.faults, is_needed=is_needed)

    def sector(self) -> Sector:
        head = self.head
        languages = head.words("languages", LANGUAGES) or LANGUAGES
        services, ignored = _services(self.read("services.toml"))
        intents = self.intents(services)
        entities = {name: self.entity(name, table) for name, table in self.read("entities.toml").tables()}
        rules = self.rules(intents)
        funnel = tuple(_step(row, entities) for row in head.rows("funnel"))
        kpis = tuple(_kpi(row, intents) for row in head.rows("kpi"))
        _refuse_twice(head.rows("funnel"), "step")
        _refuse_twice(head.rows("kpi"), "name")
        expected = Expected(
            {name: intent.kind for name, intent in intents.items()},
            services,
            {name: spec.kind for name, spec in entities.items()},
            [rule.name for rule in rules],
            [step.step for step in funnel],
            [kpi.name for kpi in kpis],
            [value for spec in entities.values() for value in spec.values],
        )
        sector = Sector(
            name=head.text("name"),
            folder=str(self.folder),
            base_folder=self.base.folder,
            titles=_words(head.table("titles"), languages),
            languages=languages,
            default_language=head.choice("default_language", languages),
            default_intent=head.choice("default_intent", intents),
            no_intent=head.choice("no_intent", intents),
            outsider_intent=head.choice("outsider_intent", intents),
            intents=intents,
            services=services,
            ignored_phrases=ignored,
            urgency_rules=rules,
            entities=entities,
            **_gazetteer(self.read("vehicles.toml", is_needed=False)),
            speech=self.speech(),
            whispered=head.words("whispered", entities),
            test_call=self.test_call(),
            funnel=funnel,
            kpis=kpis,
            return_on_investment=_investment(head.table("return_on_investment")),
            texts={
                **read_texts(self.read("texts.toml"), languages, expected, self.base.texts),
                "screen": read_words(self.read("screen.toml", is_needed=False), languages),
            },
        )
        head.only()
        return sector

    def intents(self, services: Collection[str]) -> dict[str, Intent]:
        """The first intent of each kind inherits the base template's phrases of that kind."""
        found: dict[str, Intent] = {}
        for name, table in self.read("intents.toml").tables():
            kind = table.choice("kind", INTENT_KINDS)
            is_first = all(other.kind != kind for other in found.values())
            found[name] = _intent(name, kind, table, services, self.base if is_first else BaseTemplate())
        return found

    def entity(self, name: str, table: Table) -> EntitySpec:
        kind = table.choice("kind", ENTITY_KINDS)
        sides = {side: table.words(side) + self.base.of_entity(kind, side) for side in SIDES}
        spec = EntitySpec(
            name=name,
            kind=kind,
            region=table.text("region", ""),
            **sides,
            least=table.number("least", 0),
            most=table.number("most", 1_000_000),
            values={value: phrases_of(phrases) for value, phrases in table.table("values").tables()},
        )
        table.only()
        _check_kind(spec, table)
        return spec

    def rules(self, intents: Mapping[str, Intent]) -> tuple[UrgencyRule, ...]:
        """The template's own rules, then those of the base template whose names it does not redefine."""
        own = {name: _rule(name, table, intents) for name, table in self.read("urgency.toml").tables()}
        shared = [
            UrgencyRule(
                rule.name,
                rule.level,
                tuple(name for name, intent in intents.items() if intent.kind in rule.kinds),
                rule.phrases,
            )
            for rule in self.base.rules
            if rule.name not in own
        ]
        return (*own.values(), *(rule for rule in shared if rule.intents))

    def test_call(self) -> str:
        """The dialogue of a test call for which none is chosen; empty where the template has no dialogues."""
        names = sorted(path.stem for path in (self.folder / "dialogues").glob("*.toml"))
        return self.head.choice("test_call", names, "" if not names else None)

    def speech(self) -> dict[str, tuple[str, ...]]:
        own, shared = read_speech(self.read("speech.toml", is_needed=False)), self.base.speech
        return {act: own.get(act, ()) + shared.get(act, ()) for act in {**own, **shared}}


def _words(table: Table, languages: Collection[str]) -> dict[str, str]:
    return {language: table.text(language) for language in languages}


def _intent(name: str, kind: str, table: Table, services: Collection[str], base: BaseTemplate) -> Intent:
    words = {
        strength: phrases_of(table.table(strength)) + base.of_intent(kind, strength) for strength in STRENGTHS
    }
    intent = Intent(
        name=name,
        kind=kind,
        urgency=table.choice("urgency", URGENCIES),
        services=table.flag("services"),
        services_only=table.words("services_only", services),
        dispatched=table.words("dispatched", services),
        **words,
        for_others=table.flag("for_others"),
        on_the_spot=table.words("on_the_spot", services),
    )
    table.only()
    return intent


def _services(file: Table) -> tuple[dict[str, Service], tuple[str, ...]]:
    names = [name for name in file.data if name != IGNORED]
    ignored = phrases_of(file.table(IGNORED))
    return {name: _service(name, file.table(name), names) for name in names}, ignored


def _service(name: str, table: Table, names: list[str]) -> Service:
    whole = table.choice("part_of", names) if "part_of" in table.data else None
    hints = phrases_of(table.table("hint"))
    vague, settles = table.flag("vague"), table.flag("settles", default=True)
    return Service(name, phrases_of(table), hints, whole, vague, settles and not vague)


def _rule(name: str, table: Table, intents: Mapping[str, Intent]) -> UrgencyRule:
    level, among = table.choice("level", URGENCIES), table.words("intents", intents)
    return UrgencyRule(name, level, among, phrases_of(table))


def _check_kind(spec: EntitySpec, table: Table) -> None:
    if spec.kind == "one_of" and not spec.values:
        table.fault("kind", f"{spec.name} has no values", 'write values.NAME.es = ["…"] for each')
    if spec.kind == "number" and not (spec.units or spec.asked or spec.said):
        table.fault(
            "kind", f"nothing tells {spec.name} from other numbers", 'write units = ["…"], asked or said'
        )

    if spec.least > spec.most:
        table.fault("least", f"{spec.name}.least is more than most", "write the smaller number as least")
    if spec.kind == "phone" and spec.region and spec.region not in SUPPORTED_REGIONS:
        table.fault("region", f"{spec.name}.region is {spec.region!r}", "write a country as in «ES»")


def _refuse_twice(rows: Sequence[Table], key: str) -> None:
    names = [row.data.get(key) for row in rows]
    for at, row in enumerate(rows):
        if names[at] in names[:at]:
            row.fault(key, f"{row.named(key)} is {names[at]!r} once more", "write every one once")


def _step(row: Table, entities: Collection[str]) -> FunnelSpec:
    step, proofs = row.text("step"), row.words("entities", entities)
    if not proofs and step not in DIALOGUE_STEPS:
        row.fault(
            "step",
            f"nothing proves the step «{step}»",
            f"give it entities, or write one of {', '.join(DIALOGUE_STEPS)}",
        )
    row.only()
    return FunnelSpec(step, proofs)


def _kpi(row: Table, intents: Collection[str]) -> KpiSpec:
    allowed = {"intent": tuple(intents), "outcome": OUTCOMES, "urgency": URGENCIES}
    kpi = KpiSpec(
        row.text("name"), _filter(row.table("numerator"), allowed), _filter(row.table("denominator"), allowed)
    )
    row.only()
    return kpi


def _filter(table: Table, allowed: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    found = {field: table.words(field, allowed[field]) for field in allowed if field in table.data}
    if "abandoned" in table.data:
        found["abandoned"] = ("true" if table.flag("abandoned") else "false",)
    table.only(*KPI_FIELDS)
    return found


def _investment(table: Table) -> dict[str, float]:
    found = {name: table.number(name, most=most) for name, most in RETURN_ON_INVESTMENT.items()}
    table.only()
    return found


def _gazetteer(file: Table) -> dict[str, Any]:
    makes, spoken, ambiguous = file.table("makes"), file.table("spoken"), file.table("ambiguous")
    groups = {group.name: frozenset(ambiguous.words(group.name)) for group in fields(AmbiguousNames)}
    ambiguous.only()
    return {
        "gazetteer": {make: makes.words(make) for make in makes.data},
        "spoken": {name: spoken.words(name) for name in spoken.data},
        "ambiguous": AmbiguousNames(**groups),
    }
