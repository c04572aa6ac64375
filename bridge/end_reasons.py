"""Derives why a call ended from the carrier's status and our own decision. Pure."""

from bridge.commands import Step
from bridge.next_step import NextStep

FINISHED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
LAST = 1_000_000  # a report of the end without a number of its own comes after all others
_REASONS = {"busy": "busy", "failed": "carrier_failed", "no-answer": "no_answer", "canceled": "canceled"}


def end_reason(status: str, decided: NextStep | None) -> str:
    """The process that ended the stream knows the reason; the carrier only reports that the call is over."""
    if decided and decided.step is Step.HANG_UP:
        return decided.reason
    return _REASONS.get(status, "caller_hangup")
