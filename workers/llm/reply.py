"""A provider's reply, independent of the API, and how it is interpreted."""

from dataclasses import dataclass

from workers.costs import Usage
from workers.errors import AnalysisError


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` is completed, incomplete or failed; `reason` is set if it is not completed."""

    text: str
    model: str
    usage: Usage | None
    request_id: str | None
    status: str = "completed"
    reason: str = ""
    refusal: str = ""


def answer_of(reply: Reply) -> str:
    """The text of a complete answer. Raises AnalysisError otherwise; such a request has been billed too, and one without text as
    one that cannot be read.
    """
    if reply.refusal:
        raise AnalysisError("refusal", reply.refusal, permanent=True)
    if reply.status == "incomplete":
        code = "content_filter" if reply.reason == "content_filter" else "truncated"
        raise AnalysisError(code, reply.reason, permanent=True)
    if reply.status != "completed":
        raise AnalysisError("model_failed", reply.reason or f"status {reply.status}", permanent=False)
    if not reply.text:
        raise AnalysisError("bad_answer", "the answer is empty", permanent=False)
    return reply.text
