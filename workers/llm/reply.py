"""A provider's reply, independent of the API, and how it is interpreted."""

from dataclasses import dataclass
from typing import Any

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


MOST_TOKENS = 10**9


def count_of(tokens: Any) -> int | None:
    """A number of tokens as some compatible servers write it; None if it is none, such as a negative one."""
    if isinstance(tokens, str | float):
        try:
            tokens = int(float(tokens))
        except (ValueError, OverflowError):
            return None
    is_count = isinstance(tokens, int) and not isinstance(tokens, bool) and 0 <= tokens <= MOST_TOKENS
    return tokens if is_count else None


def usage_of(
    sent: Any, written: Any, *, cached: Any = None, cache_write: Any = None, reasoning: Any = None
) -> Usage | None:
    """None where a server does not say how much was read and written: the cost is then unknown, not zero."""
    read, wrote = count_of(sent), count_of(written)
    if read is None or wrote is None:
        return None
    return Usage(read, count_of(cached), count_of(cache_write) or 0, wrote, count_of(reasoning) or 0)


def text_of(content: Any) -> str:
    """The text of a message, which some servers send in pieces."""
    if isinstance(content, list):
        return "".join(piece["text"] for piece in content if has_text(piece))
    return content if isinstance(content, str) else ""


def has_text(piece: Any) -> bool:
    return isinstance(piece, dict) and isinstance(piece.get("text"), str)


def name_of(model: Any) -> str:
    """Empty where a server does not name the model that answered."""
    return model.replace("\x00", "") if isinstance(model, str) else ""


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
