"""The opening hours of one day, written as people write them: `08:00-13:00`. Pure."""

import re
from dataclasses import dataclass

_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes since local midnight; the end is exclusive."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def read_spans(texts: list[str]) -> tuple[Span, ...]:
    """Sorted; adjacent spans are merged. Raises ValueError with a message that names the invalid span."""
    spans = sorted(_read(text) for text in texts)
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            raise ValueError(f"{joined[-1]} and {span} overlap")
        if joined and span.start == joined[-1].end:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def _read(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} are no hours: write them like 08:00-13:00")
    start_hour, start_minute, end_hour, end_minute = map(int, found.groups())
    span = Span(start_hour * 60 + start_minute, end_hour * 60 + end_minute)
    if span.end > DAY_MINUTES:
        raise ValueError(f"{text!r} goes past midnight: write the rest on the next day")
    if span.start >= span.end:
        raise ValueError(f"{text!r} ends before it begins")
    return span
