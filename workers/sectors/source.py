"""Reads a template's TOML files with the line number of each key, for error messages that point to the line."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"""^\s*\[\[?\s*("[^"]*"|[^\]\"']+?)\s*\]\]?\s*(?:#.*)?$""")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*")(?:\s*\.\s*(?:[\w-]+|"[^"]*"))*)\s*=""")
_DECIMAL_COMMA = re.compile(r"=\s*\d+,\d")
_TOML_LINE = re.compile(r"line (\d+)")
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    file: Path
    line: int
    what: str
    remedy: str
    # Nothing of the file could be read, so whatever else seems to be missing may stand there.
    hides: bool = False

    def __str__(self) -> str:
        return f"{_shown(self.file)}:{self.line}: {self.what}; {self.remedy}"


class SectorError(ValueError):
    """An invalid template; each fault names its file, its line and a remedy."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(slots=True)
class Table:
    """A TOML table. Reading methods collect errors in `faults` and return a usable default, so that all errors are
    reported at once.
    """

    file: Path
    data: Mapping[str, Any]
    lines: Mapping[Path_, int]
    faults: list[Fault]
    path: Path_ = ()
    asked: set[str] = field(default_factory=set)

    def fault(self, key: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, self.line(key), what, remedy))

    def line(self, key: str = "") -> int:
        """The line of the key, or of its table if the key is missing."""
        return self.line_at(key.split(".") if key else ())

    def line_at(self, place: Iterable[str | int]) -> int:
        """The line of what lies there, or of the nearest table around it."""
        path = (*self.path, *place)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def tables(self) -> Iterator[tuple[str, "Table"]]:
        for name in self.data:
            yield name, self.table(name)

    def table(self, key: str) -> "Table":
        self.asked.add(key)
        value = self.data.get(key, {})
        if not isinstance(value, Mapping):
            self.fault(key, f"{self.named(key)} is no table", f"write [{self.named(key)}]")
            value = {}
        return Table(self.file, value, self.lines, self.faults, (*self.path, key))

    def rows(self, key: str) -> list["Table"]:
        """The tables of an array, [[key]]."""
        self.asked.add(key)
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            self.fault(key, f"{self.named(key)} is no list of tables", f"write [[{self.named(key)}]]")
            return []
        return [
            Table(self.file, row, self.lines, self.faults, (*self.path, key, at))
            for at, row in enumerate(value)
        ]

    def text(self, key: str, default: str | None = None) -> str:
        self.asked.add(key)
        value = self.data.get(key, default)
        if isinstance(value, str) and (value.strip() or value == default):
            return value
        self.fault(key, f"{self.named(key)} is missing", f'write {key} = "…"')
        return default or ""

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        self.asked.add(key)
        value, choices = self.data.get(key, default), list(allowed)
        if isinstance(value, str) and (value in choices or value == default):
            return value
        self.fault(key, f"{self.named(key)} is {value!r}", f"write one of {', '.join(choices)}")
        return choices[0] if choices else ""

    def flag(self, key: str, *, default: bool = False) -> bool:
        self.asked.add(key)
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fault(key, f"{self.named(key)} is {value!r}", "write true or false")
            return default
        return value

    def number(self, key: str, default: float | None = None, most: float | None = None) -> float:
        self.asked.add(key)
        value = self.data.get(key, default)
        if _is_number(value) and (most is None or value <= most):
            return float(value)
        wanted = "0 or more" if most is None else f"from 0 to {most:g}"
        self.fault(key, f"{self.named(key)} is {value!r}", f"write a number, {wanted}")
        return 0.0

    def numbers(self, key: str, count: int) -> None:
        """Reports a list that does not hold so many numbers."""
        self.asked.add(key)
        value = self.data.get(key)
        if not isinstance(value, list) or len(value) != count or not all(map(_is_number, value)):
            self.fault(key, f"{self.named(key)} is no list of {count} numbers", "write each as 0 or more")

    def words(self, key: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of texts, each one of `allowed` if that is given."""
        self.asked.add(key)
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            self.fault(key, f"{self.named(key)} is no list of texts", f'write {key} = ["…", "…"]')
            return ()
        if allowed is not None:
            choices = list(allowed)
            for word in value:
                if word not in choices:
                    self.fault(key, f"{self.named(key)} has {word!r}", f"write some of {', '.join(choices)}")
        return tuple(value)

    def only(self, *more: str) -> None:
        """Reports keys that were not read before: most are misspelt."""
        known = self.asked | set(more)
        for key in self.data:
            if key not in known:
                self.fault(
                    key, f"{self.named(key)} means nothing here", f"write one of {', '.join(sorted(known))}"
                )

    def named(self, key: str) -> str:
        return ".".join(str(part) for part in (*self.path, key) if not isinstance(part, int))


def read_utf8(file: Path) -> str:
    """The file's text, without the mark that some editors put before it. Raises SectorError with the line of what is no UTF-8."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SectorError(
            Fault(file, line, "this is no UTF-8", "save the file in the encoding UTF-8", hides=True)
        ) from error


def read_table(file: Path, faults: list[Fault], *, is_needed: bool = True) -> Table:
    """The file's top-level table; empty, with a fault, if the file is missing or invalid TOML."""
    if not file.is_file():
        if is_needed:
            faults.append(
                Fault(file, 1, "the file is missing", "every template has it (see docs/sectors.md)")
            )
        return Table(file, {}, {}, faults)
    try:
        source = read_utf8(file)
    except SectorError as error:
        faults += error.faults
        return Table(file, {}, {}, faults)
    return table_of(file, source, faults)


def table_of(file: Path, source: str, faults: list[Fault], first_line: int = 0) -> Table:
    """The top-level table of TOML that begins after so many lines of the file; empty, with a fault, if it is invalid."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        line = first_line + (int(at.group(1)) if at else source.count("\n") + 1)
        faults.append(
            Fault(file, line, f"this is no TOML ({error})", _remedy_of(str(error), source), hides=True)
        )
        return Table(file, {}, {}, faults)
    lines = {place: first_line + line for place, line in _lines_of(source).items()}
    return Table(file, data, lines, faults)


def _remedy_of(error: str, source: str) -> str:
    """For people who do not know TOML: what is usually wrong where this is said."""
    if "twice" in error or "overwrite" in error:
        return "write it once, with everything that belongs to it"
    at = _TOML_LINE.search(error)
    lines = source.splitlines()
    line = lines[int(at.group(1)) - 1] if at and int(at.group(1)) <= len(lines) else ""
    if any(quote in line for quote in "“”„‘’«»"):
        return 'mend the TOML: write straight quotes, "…"'
    if _DECIMAL_COMMA.search(line):
        return "mend the TOML: write a number with a point, such as 65.5"
    if "array" in error or "string" in error:
        return 'mend the TOML: look here and in the line before for a " , or ] that is missing'
    return "mend the TOML: write NAME = VALUE, texts between straight quotes, tables as [NAME] without accents or spaces"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf


def _lines_of(source: str) -> dict[Path_, int]:
    """The line of each table and key. Multi-line strings are not supported."""
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    table: Path_ = ()
    for number, text in enumerate(source.splitlines(), 1):
        header, key = _HEADER.match(text), _KEY.match(text)
        if header and not key:
            table = _parts(header.group(1))
            if text.lstrip().startswith("[["):
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key:
            lines.setdefault((*table, *_parts(key.group(1))), number)
    return lines


def _parts(dotted: str) -> Path_:
    if dotted.startswith('"') and dotted.count('"') == 2 and dotted.endswith('"'):
        return (dotted.strip('"'),)
    return tuple(part.strip().strip('"') for part in dotted.split("."))


def _shown(file: Path) -> Path:
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
