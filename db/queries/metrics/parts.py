"""Named sets of calls that metrics count; each name also filters the list of calls.

Conditions apply to any table with the columns of `call_facts`. A null makes a condition unknown, and the call is then not
in the set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from db.queries.metrics.trade_parts import TRADE, trade_condition

FAULTS = ("agent_unreachable", "agent_failed", "carrier_failed", "stream_failed", "shutdown")
NO_NEED = ("none", "not_a_customer")
PASSED = "transferred_to_human"
UNMET = ("abandoned", "unresolved", "callback_promised")
CLOSED_BY_AGENT = ("appointment_booked", "appointment_changed", "appointment_cancelled", "information_given")
Columns = Any  # the columns of `call_facts`, or of something that has them
Condition = Callable[[Columns], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    of: Condition


class Parts(dict[str, Part]):
    """By name; those of a line of business are made when they are asked for."""

    def __missing__(self, name: str) -> Part:
        if not name.startswith(TRADE):
            raise KeyError(name)
        return Part(name, trade_condition(name))


PARTS = Parts()
TIMED: set[str] = set()  # parts that require a measured value


def part(condition: Condition) -> Condition:
    PARTS[condition.__name__] = Part(condition.__name__, condition)
    return condition


@part
def calls(_: Columns) -> ColumnElement[bool]:
    return true()


@part
def finished(f: Columns) -> ColumnElement[bool]:
    return f.status.in_(("completed", "failed"))  # type: ignore[no-any-return]


@part
def offered(f: Columns) -> ColumnElement[bool]:
    return and_(finished(f), f.direction == "inbound")


@part
def offered_answered(f: Columns) -> ColumnElement[bool]:
    """By the agent, or by a person whose telephone rang instead: of a call without an agent, the outcome tells that."""
    return and_(offered(f), or_(f.is_answered, f.end_reason == "transferred", f.outcome == PASSED))


@part
def missed(f: Columns) -> ColumnElement[bool]:
    not_passed = or_(f.outcome.is_(None), f.outcome != PASSED)
    return and_(offered(f), ~f.is_answered, f.end_reason != "transferred", not_passed)


@part
def answered_quickly(f: Columns) -> ColumnElement[bool]:
    return and_(offered(f), f.is_quick)


@part
def answered(f: Columns) -> ColumnElement[bool]:
    return and_(finished(f), f.is_answered)


@part
def forwarded(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.is_forwarded)


@part
def reached(f: Columns) -> ColumnElement[bool]:
    return and_(
        forwarded(f), or_(f.end_reason == "transferred", and_(f.end_reason.in_(FAULTS), f.outcome == PASSED))
    )


@part
def faulty(f: Columns) -> ColumnElement[bool]:
    return and_(finished(f), (f.status == "failed") | f.end_reason.in_(FAULTS))


@part
def early(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.is_early)


@part
def read(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.is_read)


@part
def abandoned(f: Columns) -> ColumnElement[bool]:
    return and_(read(f), f.outcome == "abandoned", ~f.is_early)


@part
def heard_out(f: Columns) -> ColumnElement[bool]:
    """Analysed calls, without those whose caller hung up at once."""
    return and_(read(f), ~f.is_early)


@part
def with_need(f: Columns) -> ColumnElement[bool]:
    return and_(read(f), f.intent.not_in(NO_NEED))


@part
def automatable(f: Columns) -> ColumnElement[bool]:
    """The caller wanted something that does not inherently need a person."""
    return and_(with_need(f), f.intent != "speak_to_person")


@part
def contained(f: Columns) -> ColumnElement[bool]:
    return and_(automatable(f), ~f.is_forwarded, f.outcome.in_(CLOSED_BY_AGENT))


@part
def not_forwarded(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), ~f.is_forwarded)


@part
def booked(f: Columns) -> ColumnElement[bool]:
    return and_(read(f), f.outcome == "appointment_booked")


@part
def wants_booking(f: Columns) -> ColumnElement[bool]:
    """By the name of the intent, in any line of business: book_appointment, book_visit, book_table."""
    return and_(read(f), f.intent.startswith("book_", autoescape=True))


@part
def wanted_and_booked(f: Columns) -> ColumnElement[bool]:
    return and_(wants_booking(f), booked(f))


@part
def resolvable(f: Columns) -> ColumnElement[bool]:
    return and_(with_need(f), f.has_number, f.direction == "inbound")


@part
def resolved_at_once(f: Columns) -> ColumnElement[bool]:
    return and_(resolvable(f), ~f.called_again, f.outcome.not_in(UNMET))


@part
def known_numbers(f: Columns) -> ColumnElement[bool]:
    return and_(offered(f), f.has_number)


@part
def repeated(f: Columns) -> ColumnElement[bool]:
    return and_(known_numbers(f), f.is_repeat)


@part
def languages_compared(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.speaks_caller_language.is_not(None))


@part
def same_language(f: Columns) -> ColumnElement[bool]:
    return and_(languages_compared(f), f.speaks_caller_language)


@part
def agent_spoke(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.is_interrupted.is_not(None))


@part
def interrupted(f: Columns) -> ColumnElement[bool]:
    return and_(agent_spoke(f), f.is_interrupted)


@part
def notices_checked(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.has_notices.is_not(None))


@part
def disclosed(f: Columns) -> ColumnElement[bool]:
    return and_(notices_checked(f), f.has_notices)


@part
def tools_used(f: Columns) -> ColumnElement[bool]:
    return and_(answered(f), f.tools_worked.is_not(None))


@part
def tools_worked(f: Columns) -> ColumnElement[bool]:
    return and_(tools_used(f), f.tools_worked)


@part
def with_cost(f: Columns) -> ColumnElement[bool]:
    return f.cost_eur.is_not(None)  # type: ignore[no-any-return]


def timed(column: str) -> Condition:
    def condition(f: Columns) -> ColumnElement[bool]:
        return and_(answered(f), getattr(f, column).is_not(None))

    condition.__name__ = f"with_{column}"
    TIMED.add(condition.__name__)
    return part(condition)


with_duration = timed("duration_seconds")
with_answer = timed("answer_ms")
with_human = timed("human_seconds")
with_gap = timed("heard_gap_ms")
with_talk = timed("talk_percent")
with_slow_gap = timed("slow_gap_ms")
with_silence = timed("silence_percent")
with_quiet = timed("quiet_percent")
with_agent_quiet = timed("agent_quiet_percent")
