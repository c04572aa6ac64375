"""The booking funnel: the furthest step of callers who wanted an appointment, and how their calls ended."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from db.queries.metrics.measure import counted_by
from db.queries.metrics.parts import calls, wants_booking
from db.queries.selection import Selection, customers, weighed


@dataclass(frozen=True, slots=True)
class Stop:
    """Calls with equal end. `reached`: number of the furthest proven step, 0 for none. `reason`: why an abandoned call ended."""

    reached: int
    outcome: str | None
    reason: str | None
    calls: int


def booking_funnel(session: Session, selection: Selection) -> list[Stop]:
    selection = customers(weighed(session, selection))
    wanted = replace(selection, parts=(*selection.parts, wants_booking.__name__))
    found = counted_by(session, {"calls": calls}, wanted, by=("step", "outcome", "reason"))
    return [
        Stop(step or 0, outcome, reason, int(counts["calls"]))
        for (step, outcome, reason), counts in found.items()
    ]
