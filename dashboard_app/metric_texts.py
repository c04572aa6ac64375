"""Titles and explanations of metrics, in words that need no statistics. A test finds metrics without them."""

from dataclasses import dataclass

from flask_babel import gettext as _

from dashboard_app.i18n import N_
from dashboard_app.trade_texts import definition_of_kpi, title_of_kpi
from db.queries.metrics.definitions import Metric

TITLES = {
    "calls": N_("Calls"),
    "missed_calls": N_("Missed calls"),
    "bookings": N_("Appointments booked"),
    "answered_rate": N_("Answer rate"),
    "service_level": N_("Answered within 20 seconds"),
    "abandonment_rate": N_("Abandonment rate"),
    "early_hangup_rate": N_("Hung up at once"),
    "containment_rate": N_("Solved without a person"),
    "not_forwarded_rate": N_("Not passed on"),
    "forwarded_rate": N_("Passed to a person"),
    "forward_success_rate": N_("Transfers that reached a person"),
    "booking_rate": N_("Booking rate"),
    "first_contact_rate": N_("Solved with one call"),
    "repeat_call_rate": N_("Repeat calls"),
    "fault_rate": N_("Technical faults"),
    "language_match_rate": N_("Answered in the caller's language"),
    "interruption_rate": N_("Calls with interruptions"),
    "notice_rate": N_("Legal notices given"),
    "tool_success_rate": N_("Tools that worked"),
    "duration_seconds": N_("Duration"),
    "handling_seconds": N_("Mean handling time"),
    "answer_seconds": N_("Time to answer"),
    "human_seconds": N_("Time to a person"),
    "heard_gap_p50": N_("Wait for an answer"),
    "heard_gap_p90": N_("Wait for an answer, slowest tenth"),
    "heard_gap_p95": N_("Wait for an answer, slowest twentieth"),
    "slow_gap": N_("The longest waits of a call"),
    "talk_share": N_("The agent's share of the talking"),
    "silence_share": N_("Silence"),
    "quiet_share": N_("Nobody speaks"),
    "agent_quiet_share": N_("Silence of the agent"),
    "cost_per_call": N_("Cost of a call"),
    "cost_per_booking": N_("Cost of an appointment"),
}
DEFINITIONS = {
    "calls": N_("All calls that began in the period, inbound and outbound."),
    "missed_calls": N_("Inbound calls that are over and that neither the agent nor a person answered."),
    "bookings": N_("Answered calls that ended with an appointment, as read by the rules."),
    "answered_rate": N_("Inbound calls that the agent or a person answered, of inbound calls that are over."),
    "service_level": N_("Inbound calls answered within 20 seconds, of inbound calls that are over."),
    "abandonment_rate": N_(
        "Calls whose caller left before being helped, of answered calls that the rules have read. Who hung up within 10 seconds is counted apart."
    ),
    "early_hangup_rate": N_("Calls whose caller hung up within 10 seconds of the answer, of answered calls."),
    "containment_rate": N_(
        "Calls that ended without a person and with an appointment made, changed or cancelled or with the information asked for, of calls with a request that needs none."
    ),
    "not_forwarded_rate": N_(
        "Answered calls that were not passed to a person, solved or not: who hung up in anger is among them, so read it beside the calls solved."
    ),
    "forwarded_rate": N_("Calls that were passed to a person, of answered calls that are over."),
    "forward_success_rate": N_(
        "Forwarded calls that ended with a person on the line, of forwarded calls that are over."
    ),
    "booking_rate": N_(
        "Calls that ended with an appointment, of those whose caller wanted one, as read by the rules."
    ),
    "first_contact_rate": N_(
        "Calls after which the number did not call again for the same within 7 days and which left nothing open, of inbound calls with a request and a number. Calls of the last 7 days do not count yet."
    ),
    "repeat_call_rate": N_(
        "Calls from a number that had called within the 7 days before, of inbound calls with a number."
    ),
    "fault_rate": N_(
        "Calls that failed, or that the agent, the carrier, the line or a stop of the service ended, of calls that are over."
    ),
    "language_match_rate": N_(
        "Calls in which every answer was in the language the caller had just spoken, of answered calls that the rules have read."
    ),
    "interruption_rate": N_(
        "Calls in which the caller spoke into the agent's words at least once, of answered calls."
    ),
    "notice_rate": N_(
        "Calls in which the agent said within 20 seconds that it is a machine and that the call may be recorded, of answered calls that the rules have read."
    ),
    "tool_success_rate": N_(
        "Calls in which everything that the agent asked other systems for worked (appointments, messages, transfers), of answered calls in which it asked for anything."
    ),
    "duration_seconds": N_("Median time from the answer to the end of answered calls."),
    "handling_seconds": N_(
        "Mean time from the answer to the end of answered calls, a person's part included."
    ),
    "answer_seconds": N_("Median time from the first ring to the answer."),
    "human_seconds": N_(
        "Median time from the transfer until a person answers, of transfers that were answered."
    ),
    "heard_gap_p50": N_(
        "Silence between the caller's last word and the agent's first: the median of each call, and the middle of all calls."
    ),
    "heard_gap_p90": N_(
        "Silence between the caller's last word and the agent's first: the median of each call; nine calls in ten are below."
    ),
    "heard_gap_p95": N_(
        "Silence between the caller's last word and the agent's first: the median of each call; 19 calls in 20 are below."
    ),
    "slow_gap": N_(
        "Silence between the caller's last word and the agent's first: the wait that one answer in twenty of a call exceeds, and the middle of all calls. Measured on the recording where there is one."
    ),
    "talk_share": N_(
        "The agent's speaking time, of all speaking time: the middle of all calls whose turns were measured."
    ),
    "silence_share": N_("Pauses of three seconds and more, of the call's length: the middle of all calls."),
    "quiet_share": N_(
        "Time in which nobody speaks, of the call's length: the middle of all calls whose recording was measured."
    ),
    "agent_quiet_share": N_(
        "Time in which nobody speaks although it is the agent's turn, or while it waits for another system, of the call's length: the middle of all calls whose recording was measured."
    ),
    "cost_per_call": N_(
        "Mean of known and estimated costs of the calls that have any; unknown costs are counted beside it, not as zero."
    ),
    "cost_per_booking": N_(
        "The known and estimated costs of all calls, booked or not, shared among the appointments."
    ),
}
EXCLUSIONS = N_("Test calls and calls from the staff's numbers do not count.")
FRESHNESS = N_("Up to date with each call that begins, changes or ends.")


@dataclass(frozen=True, slots=True)
class MetricText:
    """Texts in the reader's language."""

    title: str
    definition: str
    exclusions: str
    freshness: str


def text_of(metric: Metric) -> MetricText:
    """A figure that is none of ours is one of the reader's line of business."""
    name = metric.name
    is_ours = name in TITLES
    title, definition = (
        (_(TITLES[name]), _(DEFINITIONS[name])) if is_ours else (title_of_kpi(name), definition_of_kpi(name))
    )
    return MetricText(str(title), str(definition), str(_(EXCLUSIONS)), str(_(FRESHNESS)))
