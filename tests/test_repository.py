"""The repository's own promises: sizes, names, documented settings."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("bridge", "dashboard_app", "db", "workers")
VARIABLE = re.compile(
    r"""(?:text|secret|required|integer|number|flag|choice|url)\(\s*env\w*,\s*"([A-Z][A-Z_]+)\""""
)
BANNED = {"utils", "helpers", "common", "misc", "manager", "managers", "util", "helper"}
MAX_LINES = 400
MEDIAN = 100


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).exists()]


def product() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in PACKAGES]


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long() -> None:
    assert {str(path): length(path) for path in tracked("*.py") if length(path) > MAX_LINES} == {}


def test_files_are_short() -> None:
    sizes = [length(path) for path in product() if length(path) > 0]
    assert statistics.median(sizes) <= MEDIAN


def test_names_say_what_is_inside() -> None:
    names = {part.removesuffix(".py") for path in tracked("*.py") for part in path.relative_to(ROOT).parts}
    assert names & BANNED == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in product()
        if path.stat().st_size and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def variables() -> set[str]:
    return {name for path in product() for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_variable_is_in_the_example(name: str) -> None:
    assert re.search(rf"^#?{name}=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_top_level_holds_what_the_architecture_names() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert folders == {*PACKAGES, ".ci", "assets", "docs", "tests"}


TRADE = re.compile(
    r"\b(?:cars?|coches?|cotxes?|taller|workshop|werkstatt|garage|mechanics?|brakes?|tyres?|itv|clinic|dental"
    r"|dentist|patients?|hairdressers?|haircut|restaurants?)\b",
    re.IGNORECASE,
)
OF_A_TRADE = (
    "workers/analysis/stopwords.py",  # frequent words, which tell languages apart
    "db/demo/", "db/actions/organizations.py", "bridge/simulators/",  # the demo and the first organization are a workshop
)  # fmt: skip
SHOWN = (
    "assets/*.js", "assets/*.css", "assets/**/*.js", "assets/**/*.css", "dashboard_app/**/*.html", "bridge/**/*.html",
    "dashboard_app/**/*.txt",
)  # fmt: skip
VENDORED = "assets/vendor/"


def words_in_code(path: Path) -> set[str]:
    """Names and texts, comments and docstrings apart."""
    if not TRADE.search(path.read_text(encoding="utf-8").replace("_", " ")):
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    blocks = [node.body for node in ast.walk(tree) if isinstance(node, documented)]
    notes = {
        line.value
        for body in blocks
        for line in body
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
    }
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in notes
    }
    return {found.group() for text in (*names, *texts) for found in TRADE.finditer(text.replace("_", " "))}


def test_no_code_knows_a_line_of_business() -> None:
    """What belongs to a trade stands in its template, workers/sectors/NAME."""
    found = {}
    for path in product():
        name = str(path.relative_to(ROOT))
        if not name.startswith(OF_A_TRADE) and (words := words_in_code(path)):
            found[name] = words
    assert found == {}


def test_no_page_knows_a_line_of_business() -> None:
    """Scripts, styles and pages; what comes with a library is not ours."""
    shown = [path for path in tracked(*SHOWN) if not str(path.relative_to(ROOT)).startswith(VENDORED)]
    found = {
        str(path.relative_to(ROOT)): sorted(words)
        for path in shown
        if (words := {hit.group() for hit in TRADE.finditer(path.read_text(encoding="utf-8"))})
    }
    assert len(shown) > 20
    assert found == {}


@pytest.mark.parametrize("language", ["es", "ca", "de"])
def test_no_text_on_the_screen_knows_a_line_of_business(language: str) -> None:
    catalogue = ROOT / "dashboard_app/translations" / language / "LC_MESSAGES/messages.po"
    lines = catalogue.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("msgid", "msgstr")) and TRADE.search(line)] == []


def test_plates_are_named_only_where_there_are_any() -> None:
    """The hint of the search for a template that takes them down, and what was hidden from the model."""
    catalogue = (ROOT / "dashboard_app/translations/es/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    assert re.findall(r'^msgid "(.*\bplates?\b.*)"$', catalogue, re.M) == [
        "Number, name, plate or words",
        "plates",
    ]


NEW_EACH_TIME = {"uuid4", "now", "today", "token_hex", "random"}


def cases_named_by_chance(path: Path) -> list[int]:
    """Lines of parameters whose names differ from process to process; those with ids of their own do not."""
    decorators = (
        decorator
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for decorator in getattr(node, "decorator_list", ())
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize")
    )
    return [
        call.lineno
        for decorator in decorators
        if not names_itself(decorator)
        for call in calls_in(decorator)
        if ast.unparse(call.func).split(".")[-1] in NEW_EACH_TIME
    ]


def names_itself(call: ast.Call) -> bool:
    return any(keyword.arg in {"id", "ids"} for keyword in call.keywords)


def calls_in(node: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            if names_itself(child):
                continue
            yield child
        yield from calls_in(child)


def test_every_process_names_cases_alike() -> None:
    """Processes that collect different tests run none."""
    by_chance = {str(path): lines for path in tracked("tests/*.py") if (lines := cases_named_by_chance(path))}
    assert by_chance == {}
