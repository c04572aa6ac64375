"""What callers say reaches a page as text only: nothing in pages, scripts or letters makes a document out of a string."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAW = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerously|DangerouslySet|createContextualFragment|DOMParser"
    r"|dcc\.Markdown|\bMarkup\(|\|\s*safe\b|autoescape\s*=\s*False|\beval\(|new Function\("
)
WHERE = {"assets": ("*.js",), "dashboard_app": ("*.py", "*.html")}


def written() -> list[Path]:
    found = [
        file for folder, kinds in WHERE.items() for kind in kinds for file in (ROOT / folder).rglob(kind)
    ]
    return [file for file in found if "vendor" not in file.parts]


def test_nothing_writes_a_document_by_hand() -> None:
    files = written()
    assert len(files) > 200

    assert {
        str(file.relative_to(ROOT)): RAW.findall(file.read_text())
        for file in files
        if RAW.search(file.read_text())
    } == {}
