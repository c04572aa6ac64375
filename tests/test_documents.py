"""Documents can be followed: their links, and the files that they and the code name, exist."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests/workers/analysis/corpus/LABELS.md"]
)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
NAMED = re.compile(
    r"`((?:[\w.-]+/)*[\w-]+\.(?:py|js|css|toml|md)|(?:assets|bridge|dashboard_app|db|docs|tests|workers)/[\w/-]*)`"
)
HISTORY = "CHANGELOG.md"  # names what there was
PLACEHOLDERS = ("LANG", "NAME")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """As GitHub makes them: lower case, no punctuation, hyphens for spaces."""
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_nowhere(document: Path, path: str, anchor: str) -> bool:
    target = document.parent / path if path else document
    return not target.exists() or bool(anchor and anchor not in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    inside = [(path, anchor) for path, anchor in links if "://" not in path]
    assert [link for link in inside if leads_nowhere(document, *link)] == []


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    return listed.stdout.splitlines()


def test_named_files_exist() -> None:
    """A name may stand for the end of a path: `session.py`. Folders are named from the top: `bridge/front/`."""
    files = tracked()
    ends = {"/".join(path.split("/")[start:]) for path in files for start in range(path.count("/") + 1)}
    folders = {str(parent) for path in files for parent in Path(path).parents}
    ends |= folders | {f"{folder}/" for folder in folders}
    sources = [path for path in files if path.endswith((".md", ".py", ".js", ".toml")) and path != HISTORY]
    named = {
        (path, name)
        for path in sources
        for name in NAMED.findall((ROOT / path).read_text(encoding="utf-8", errors="replace"))
    }
    assert {
        (path, name) for path, name in named if name not in ends and not any(map(name.count, PLACEHOLDERS))
    } == set()
