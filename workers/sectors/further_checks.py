"""Checks of the files in a template that other parts read. The application adds them when it starts; `flask sectors check` runs them."""

from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

from workers.sectors.schema import Sector
from workers.sectors.source import Fault

TemplateCheck = Callable[[Sector], Iterable[Fault]]
KEY = "template_checks"  # in the application's extensions


def add_template_check(extensions: MutableMapping[str, Any], check: TemplateCheck) -> None:
    extensions.setdefault(KEY, []).append(check)


def faults_of_other_parts(extensions: MutableMapping[str, Any], sector: Sector) -> list[Fault]:
    return [fault for check in extensions.get(KEY, []) for fault in check(sector)]
