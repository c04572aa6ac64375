"""The metric dictionary: what each figure means, so that everybody means the same. Test calls never count."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["calls", "ratio", "seconds", "EUR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """`numerator` and `denominator` name counts of `db.queries.metrics`."""

    name: str
    title: str
    definition: str
    unit: Unit
    numerator: str = ""
    denominator: str = ""
    seconds: Literal["duration", "answer", ""] = ""
    better: Literal["higher", "lower", ""] = ""


METRICS = (
    Metric(
        name="calls",
        title="Calls",
        definition="All calls that began in the period, inbound and outbound.",
        unit="calls",
        numerator="calls",
    ),
    Metric(
        name="answered_rate",
        title="Answer rate",
        definition="Inbound calls that were answered, of inbound calls that are over.",
        unit="ratio",
        numerator="offered_answered",
        denominator="offered",
        better="higher",
    ),
    Metric(
        name="forwarded_rate",
        title="Forwarding rate",
        definition="Calls that were passed to a person, of answered calls that are over.",
        unit="ratio",
        numerator="forwarded",
        denominator="answered",
    ),
    Metric(
        name="forward_success_rate",
        title="Forwarded calls that reached a person",
        definition="Forwarded calls that ended with a person on the line, of forwarded calls that are over.",
        unit="ratio",
        numerator="forwarded_reached",
        denominator="forwarded",
        better="higher",
    ),
    Metric(
        name="fault_rate",
        title="Technical faults",
        definition="Calls that failed, or that the agent, the carrier, the line or a stop of the service ended, of calls that are over.",
        unit="ratio",
        numerator="faults",
        denominator="finished",
        better="lower",
    ),
    Metric(
        name="abandonment_rate",
        title="Abandonment rate",
        definition="Calls whose caller left before being helped, of answered calls that have been read by the rules.",
        unit="ratio",
        numerator="abandoned",
        denominator="read",
        better="lower",
    ),
    Metric(
        name="bookings",
        title="Appointments booked",
        definition="Answered calls that ended with an appointment, as read by the rules.",
        unit="calls",
        numerator="booked",
        better="higher",
    ),
    Metric(
        name="booking_rate",
        title="Booking rate",
        definition="Calls that ended with an appointment, of those whose caller wanted one, as read by the rules.",
        unit="ratio",
        numerator="wanted_and_booked",
        denominator="wanted_booking",
        better="higher",
    ),
    Metric(
        name="duration_seconds",
        title="Duration",
        definition="Median time from the answer to the end of answered calls.",
        unit="seconds",
        seconds="duration",
    ),
    Metric(
        name="answer_seconds",
        title="Time to answer",
        definition="Median time from the first ring to the answer.",
        unit="seconds",
        seconds="answer",
        better="lower",
    ),
    Metric(
        name="cost_per_call",
        title="Cost of a call",
        definition="Mean of known and estimated costs of the calls that have any; unknown costs are counted beside it, not as zero.",
        unit="EUR",
        better="lower",
    ),
)
BY_NAME = {metric.name: metric for metric in METRICS}
