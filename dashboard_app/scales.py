"""Names of the places on the scales of waits and stays, and of the steps of a booking."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.reader_sector import sector_of_reader
from db.queries.metrics.keys import STAYED_SECONDS, WAITS_MS


def wait_label(place: int) -> str:
    return place_label(place, WAITS_MS, lambda ms: formats.seconds(ms / 1000))


def stay_label(place: int) -> str:
    return place_label(place, STAYED_SECONDS, formats.duration)


def place_label(place: int, ends: Sequence[int], say: Callable[[int], str]) -> str:
    if place == 0:
        return str(_("under %(end)s", end=say(ends[0])))
    if place == len(ends):
        return str(_("%(begin)s and more", begin=say(ends[-1])))
    return f"{say(ends[place - 1])} – {say(ends[place])}"


def funnel_steps() -> list[str]:
    """Of the reader's line of business, in order."""
    sector = sector_of_reader()
    return [step.step for step in sector.funnel] if sector else []


def step_name(place: int, steps: Sequence[str]) -> str:
    """Empty for none, or for one that the template no longer has."""
    return texts.say(texts.FUNNEL, steps[place - 1]) if 0 < place <= len(steps) else ""


def after_step(place: int, steps: Sequence[str]) -> str:
    step = step_name(place, steps)
    return str(_("after “%(step)s”", step=step) if step else _("before the first step"))
