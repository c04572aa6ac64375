"""Chart colours, from the same tokens as the style sheets. Light and dark share a figure; CSS does the rest."""

from db.queries.metrics.keys import ENDINGS

# The --data-… colours of `assets/10-tokens.css`, light theme; a test compares them. On screen the style sheet takes precedence.
ENDING_COLOURS = {
    "booked": "#0b6663",
    "served": "#7cc0b6",
    "person": "#e2a53c",
    "open": "#b3aea2",
    "abandoned": "#c2523f",
    "missed": "#7d2a22",
    "unread": "#d9d5ca",
}
assert tuple(ENDING_COLOURS) == ENDINGS  # noqa: S101 (two lists that must agree)
