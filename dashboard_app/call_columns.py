"""The columns that the list of calls can show, in their order, and those that everybody sees at first."""

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
ALWAYS = frozenset({"started_at", "phone_number"})  # without them nobody knows which call it is
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


def shown_columns(preferred: tuple[str, ...] | None) -> tuple[str, ...]:
    """In the order of the grid; names that are no columns any more are left out."""
    wanted = ALWAYS | set(AT_FIRST if preferred is None else preferred)
    return tuple(name for name in COLUMNS if name in wanted)
