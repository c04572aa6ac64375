"""By what a figure can be broken down, in the reader's words, and in which order the values are shown."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.heat_table import long_weekday
from dashboard_app.components.volume import ENDINGS
from dashboard_app.i18n import N_
from db.queries.metrics.keys import ASKABLE

NAMES = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "weekday": N_("Weekday"),
    "hour": N_("Hour"),
    "intent": N_("Intent"),
    "service": N_("Service"),
    "outcome": N_("Outcome"),
    "ending": N_("How it ended"),
    "language": N_("Language"),
    "urgency": N_("Urgency"),
    "sentiment": N_("Mood at the end"),
    "stage": N_("Stage"),
    "end_reason": N_("Why it ended"),
    "direction": N_("Direction"),
    "agent": N_("Agent"),
    "called": N_("Number called"),
    "version": N_("Version of the agent"),
    "side": N_("Side of an experiment"),
}
assert NAMES.keys() == ASKABLE.keys()  # noqa: S101 (two lists that must agree)
VALUES: Mapping[str, Mapping[str, str]] = {
    "intent": texts.INTENTS,
    "service": texts.SERVICES,
    "outcome": texts.OUTCOMES,
    "ending": ENDINGS,
    "language": texts.LANGUAGES,
    "urgency": texts.URGENCIES,
    "sentiment": texts.SENTIMENTS,
    "stage": texts.STAGES,
    "end_reason": texts.END_REASONS,
    "direction": texts.DIRECTIONS,
    "side": texts.SIDES,
}
# The others by how many calls.
IN_ORDER = frozenset({"weekday", "hour", "ending", "urgency", "sentiment", "stage"})


def choices(hidden: Collection[str] = ()) -> list[dict[str, str]]:
    """`hidden`: traits by which nothing of this organization's can be told apart."""
    return [{"value": trait, "label": _(words)} for trait, words in NAMES.items() if trait not in hidden]


def name_of(trait: str, value: Any, agents: Mapping[str, str]) -> str:
    """`agents`: their names by id."""
    if value is None:
        return str(_("In no experiment") if trait == "side" else _("Not known"))
    match trait:
        case "weekday":
            return long_weekday(int(value)).capitalize()
        case "hour":
            return f"{value}:00"
        case "agent":
            return agents.get(str(value), str(value))
        case "called":
            return formats.phone(str(value))
        case "version":
            return str(value)
    return texts.say(VALUES[trait], str(value))


def place_of(trait: str, value: Any) -> tuple[int, int]:
    """Where a value stands among those of an ordered trait; what is not known comes last."""
    if value is None:
        return (1, 0)
    if trait in {"weekday", "hour"}:
        return (0, int(value))
    known = list(VALUES[trait])
    return (0, known.index(value) if value in known else len(known))
