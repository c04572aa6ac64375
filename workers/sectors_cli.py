"""`flask sectors …`: templates of lines of business. Every server imports this module, so the rules are imported on demand."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from workers.sectors import SectorError, load_sector, template_folder, template_names
from workers.sectors.further_checks import faults_of_other_parts

if TYPE_CHECKING:
    from workers.golden import Verdict
    from workers.sectors import Fault

sectors = AppGroup("sectors", help="Templates of lines of business (docs/sectors.md).")


@sectors.command("list")
def list_() -> None:
    """List the included templates and those in SECTORS_DIR."""
    for name in template_names():
        try:
            sector = load_sector(name)
        except SectorError as error:
            click.echo(f"{name:16} {len(error.faults)} faults: `flask sectors check {name}`")
            continue
        counts = f"{len(sector.intents)} intents, {len(sector.services)} services"
        click.echo(f"{name:16} {sector.titles['en']:24} {counts:26} {template_folder(name)}")


@sectors.command("new")
@click.argument("name")
@click.option("--like", metavar="TEMPLATE", help="Begin with a copy of this template, without its dialogues.")
def new(name: str, like: str | None) -> None:
    """Create a template in SECTORS_DIR, or beside the included ones; `flask sectors test NAME` lists what is left to write."""
    from workers.sectors.starting import start_template

    replaced = name in template_names()
    try:
        folder = start_template(name, like)
    except SectorError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{folder} is begun; `flask sectors test {name}` names what is left to write")
    if replaced:
        click.echo(
            f"It replaces the included template {name}: organizations that have it read their calls by yours"
        )


@sectors.command("train")
@click.argument("name")
@click.option(
    "--calls",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="A file of labelled calls. Can be repeated.",
)
def train(name: str, calls: tuple[Path, ...]) -> None:
    """Retrain a template's models from its openings and labelled calls. Deterministic."""
    from workers.analysis.training import main

    try:
        main([load_sector(name).name, *(["--calls", *map(str, calls)] if calls else [])])
    except SectorError as error:
        tell(error.faults)
        sys.exit(1)


@sectors.command("check")
@click.argument("name")
def check(name: str) -> None:
    """Check the files of a template; every error is listed with file, line and remedy."""
    from workers.template_check import check_template

    try:
        sector = check_template(template_folder(name))
        faults = faults_of_other_parts(current_app.extensions, sector)
    except SectorError as error:
        faults = list(error.faults)
    if faults:
        tell(faults)
        sys.exit(1)
    click.echo(
        f"{name} is sound: {len(sector.intents)} intents, {len(sector.services)} services, {len(sector.entities)} entities"
    )


@sectors.command("test")
@click.argument("name")
@click.option(
    "--calls", type=click.Path(exists=True, path_type=Path), help="Calls to use instead of the golden ones."
)
def test(name: str, calls: Path | None) -> None:
    """Analyse the golden calls of a template by the rules; exit code 1 if one gets other labels than expected."""
    from workers.golden import judge, read_calls
    from workers.template_check import check_template, faults_of_golden_calls

    try:
        sector = check_template(template_folder(name))
        faults = [] if calls else faults_of_golden_calls(sector)
        verdicts = [judge(golden, sector) for golden in read_calls(calls or sector.golden_file)]
    except SectorError as error:
        tell(error.faults)
        sys.exit(1)
    for line in table(verdicts):
        click.echo(line)
    tell(faults)
    if faults or any(verdict.misses for verdict in verdicts):
        sys.exit(1)


def tell(faults: "Sequence[Fault]") -> None:
    for fault in faults:
        click.echo(str(fault), err=True)


def table(verdicts: "Sequence[Verdict]") -> Iterator[str]:
    """One row per call with a mark per field, then the misses, then the number of correct values per field."""
    from workers.golden import FIELDS

    fields = [field for field in FIELDS if any(field in verdict.fields for verdict in verdicts)]
    widths = [max(len(field), 6) for field in fields]
    first = max([len(verdict.golden.id) for verdict in verdicts] + [12])
    yield " ".join([" " * first, *(f"{field:^{width}}" for field, width in zip(fields, widths, strict=True))])
    for verdict in verdicts:
        marks = (f"{verdict.mark(field):^{width}}" for field, width in zip(fields, widths, strict=True))
        yield " ".join([f"{verdict.golden.id:{first}}", *marks]).rstrip()
    yield " ".join(
        [f"{'right':{first}}", *(f"{right(verdicts, f):^{w}}" for f, w in zip(fields, widths, strict=True))]
    )
    for verdict in verdicts:
        for miss in verdict.misses:
            yield f"{verdict.golden.id} (line {verdict.golden.line}) {miss.field}: expected {miss.expected}, found {miss.found}"
    passed = sum(not verdict.misses for verdict in verdicts)
    yield f"{passed} of {len(verdicts)} calls are read as they should be"


def right(verdicts: "Sequence[Verdict]", field: str) -> str:
    marks = [verdict.mark(field) for verdict in verdicts if field in verdict.fields]
    return f"{marks.count('✓')}/{len(marks)}"
