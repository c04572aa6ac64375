"""Rewrites numeric dates and German compounds as spoken words, before days are looked for. Pure."""

import re

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_FIGURES = re.compile(
    r"(?<![\d.,:/-])(\d{1,2})(?:/(\d{1,2})(?:/\d{2,4})?|\.\s?(\d{1,2})\.(?:\d{4})?)(?![\d:/])"
)
_DAYS = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_DAY_PARTS = "vormittags?|nachmittags?|mittags?|abends?|früh|morgens?"
_COMPOUND = re.compile(rf"\b({_DAYS})s?(?=(?:{_DAY_PARTS})\b)|\b({_DAYS})(?=s\b)", re.IGNORECASE)
_MONTH_WEEK = re.compile(
    r"\b(januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)(wochen?)\b",
    re.IGNORECASE,
)
_MORNING = re.compile(rf"\b({_DAYS}) morgen\b", re.IGNORECASE)
_LAST_MONTH = 12


def spelt_apart(text: str) -> str:
    """«3/12» and «3.12.» get the month's name, «Donnerstagnachmittag» and «Dezemberwoche» are split in two, «Montag morgen» no longer reads as «tomorrow»."""
    text = _FIGURES.sub(_named, text)
    text = _MORNING.sub(r"\1 morgens", text)
    return _MONTH_WEEK.sub(r"\2 \1", _COMPOUND.sub(r"\1\2 ", text))


def _named(found: re.Match[str]) -> str:
    day, month = found[1], int(found[2] or found[3])
    return f"{day} {_MONTHS[month - 1]}" if 1 <= month <= _LAST_MONTH else found[0]
