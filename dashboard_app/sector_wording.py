"""What is wrong with a sector's own wording of our texts, for `flask sectors check`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from dashboard_app.i18n import DEFAULT_LANGUAGE, catalogue_file
from workers.sectors import Fault, Sector, read_table

PLACEHOLDER = re.compile(r"%\(\w+\)s")
FILE = "screen.toml"


def faults_of_wording(sector: Sector) -> Iterator[Fault]:
    file = Path(sector.folder) / FILE
    lines = read_table(file, [], is_needed=False)
    for message, words in sector.texts["screen"].items():
        line = lines.line_at([message])
        if message not in our_texts():
            yield Fault(file, line, f"no page says «{message}»", "write a text as the English pages have it")
            continue
        filled = set(PLACEHOLDER.findall(message))
        for language, text in words.items():
            if set(PLACEHOLDER.findall(text)) != filled:
                line = lines.line_at([message, language])
                yield Fault(
                    file, line, f"«{text}» does not fill in what the text does", f"write {sorted(filled)}"
                )


@lru_cache(maxsize=1)
def our_texts() -> frozenset[str]:
    """In English: the message ids of every catalogue."""
    with catalogue_file(DEFAULT_LANGUAGE).open("rb") as lines:
        return frozenset(one.id for one in read_po(lines) if isinstance(one.id, str) and one.id)
