"""The columns of the list of calls: all of them, their initial order, and those shown by default."""

from collections.abc import Mapping, Sequence

COLUMNS = (
    "started_at",
    "phone_number",
    "intent",
    "services",
    "outcome",
    "urgency",
    "sentiment",
    "language",
    "duration_seconds",
    "heard_gap_ms",
    "end_reason",
    "direction",
    "called_number",
    "agent",
    "cost_eur",
    "tags",
    "reviewed",
    "kind",
)
ALWAYS = frozenset({"started_at", "phone_number"})  # without them a call cannot be identified
AT_FIRST = (
    "started_at",
    "phone_number",
    "intent",
    "outcome",
    "urgency",
    "language",
    "duration_seconds",
    "kind",
)


NARROWEST_PX, WIDEST_PX = 40, 2000


def shown_columns(preferred: Sequence[str] | None) -> tuple[str, ...]:
    """In the preferred order; removed columns are dropped, and mandatory ones come first."""
    if preferred is None:
        return AT_FIRST
    missing = [name for name in COLUMNS if name in ALWAYS and name not in preferred]
    return tuple(dict.fromkeys([*missing, *(name for name in preferred if name in COLUMNS)]))


def sensible_widths(widths: Mapping[str, int]) -> dict[str, int]:
    return {name: px for name, px in widths.items() if name in COLUMNS and NARROWEST_PX <= px <= WIDEST_PX}
