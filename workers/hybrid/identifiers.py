"""Identifiers as they are written: e-mails, chassis and document numbers, accounts, cards, telephones, plates. Pure."""

import re
from collections.abc import Iterator
from pathlib import Path

from workers.hybrid.spelling import CHECK_LETTER

_DOCUMENT_WORD = r"(?i:dni|nif|nie|documento|document|identidad|identitat)"
_AFTER_DOCUMENT = rf"\b{_DOCUMENT_WORD}(?: (?i:es|és|el|número|numero|número es|numero es|és el|es el))?:? "
_BETWEEN = r"(?:, | - |[ .\-/])?"
# Three letters or two that are no plate where a number stands beside them: engines, makes, tests, units.
_WORDS = Path(__file__).with_name("no_plates.txt").read_text(encoding="utf-8").split()
_NO_PLATE = rf"(?!(?:{'|'.join(_WORDS)})\b)"
_PLATES = (
    r"\b(?:\d{4}[ -]?[BCDFGHJ-NPR-TV-Zbcdfghj-npr-tv-z]{3}|(?i:[A-Z]{1,2}[ -]?\d{4}[ -]?[A-Z]{1,2})"
    # British, French or Italian, and German ones: in capitals, and with what tells them from models («VW T5», «BMW M3»)
    r"|[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{2,4}[EH]?"
    # Dutch and Portuguese: groups between two hyphens, of which one has letters
    r"|(?=[\d-]{0,6}[A-Z])(?=[A-Z-]{0,6}\d)(?:[A-Z]{2}|\d{2})-(?:[A-Z]{2}|\d{2})-(?:[A-Z]{2}|\d{2})|\d{1,2}-[A-Z]{2,3}-\d{1,2}"
    r"|[A-Z]{1,2}-\d{2,3}-[A-Z]{1,2}|\d-[A-Z]{3}-\d{2,3}"
    # older ones: Spanish, Italian and Swiss, French with the department, British with the year before or after
    rf"|[A-Z]{{1,2}}-\d{{5,6}}|{_NO_PLATE}[A-Z]{{2}} ?(?:\d{{6}}|[A-Z]\d{{5}}|\d{{5}}[A-Z]|\d[A-Z] ?\d{{4}})"
    rf"|\d{{1,4}}[ -]{_NO_PLATE}[A-HJ-NP-TV-Z]{{2,3}}[ -](?:\d{{2}}|2[AB])|{_NO_PLATE}[A-Z]\d{{1,3}} ?{_NO_PLATE}[A-HJ-PR-Y]{{3}}"
    rf"|{_NO_PLATE}[A-HJ-PR-Y]{{3}} ?\d{{1,3}}[A-HJ-NPR-TV-Y])\b"
)
_PATTERNS = (
    ("EMAIL", r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("VIN", r"(?i:\b(?=\w*\d)[A-HJ-NPR-Z0-9]{17}\b)"),
    ("IBAN", r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{4}){3,7}(?:[ .-]?[A-Z0-9]{1,3})?(?!\w)"),
    ("IBAN", rf"\b(?i:[A-Z][ .,-]{{0,2}}[A-Z])[ ,.-]{{1,2}}\d(?:{_BETWEEN}\d){{19,31}}(?!\w)"),
    ("CARD", r"(?<![\w,.])\d(?:[ .-]?\d){15,18}(?!\w)"),
    ("CARD", r"(?<![\w,.])(?:\d(?:, ?\d){15,18}|\d{4}(?:, ?\d{4}){3})(?!\w)"),
    # Spanish identity documents (DNI and NIE). After a space, a lower-case letter is a word and not the check letter.
    (
        "DOCUMENT",
        r"\b(?:\d{2}[ .]?\d{3}[ .]?\d{3}|[XYZxyz][ .-]?\d{7})"  # noqa: ISC004
        rf"(?:[.-]?[A-HJ-NP-TV-Za-hj-np-tv-z]\b| [A-HJ-NP-TV-Z]\b|[ ,-]+(?i:{CHECK_LETTER})\b)",
    ),
    ("DOCUMENT", r"\b(?:\d[ ,.-]{1,2}|[XYZ][ ,.-]{1,2})(?:\d[ ,.-]{1,2}){7}[A-HJ-NP-TV-Z]\b"),
    ("DOCUMENT", rf"{_AFTER_DOCUMENT}(?P<itself>\d{{2}}[ .]?\d{{3}}[ .]?\d{{3}})\b"),
    ("PHONE", r"(?<![\w,.])(?:\+|00)?\d(?:[ .\-/]?\d){8,14}(?!\w)"),
    # digit by digit, or in groups, with commas: as numbers begin here, so that «a las 9, 10, 11» is none; nor are prices
    (
        "PHONE",
        r"(?<![\w,.])(?!\d00, \d00, \d00)[6789](?:\d\d(?:(?:,? \d{3}){2}|(?:,? \d{2}){3})|(?:, ?\d){8})(?![\w,.]?\d)",
    ),
    ("PLATE", _PLATES),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def written_identifiers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each."""
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            yield *match.span("itself" if "itself" in pattern.groupindex else 0), kind
