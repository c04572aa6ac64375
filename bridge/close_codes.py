"""What the close code and reason of the agent's socket mean for the call: they are the only diagnosis there is. Pure."""

from bridge.events import AgentClosed

IN_ORDER = 1000
POLICY = 1008  # the client sent something that the agent does not allow
# Reconnecting would not help: the agent would refuse the same request again, and a queue that timed out (3008) is still full.
FINAL_CODES = frozenset({IN_ORDER, 1008, 3008})


def can_reconnect(closed: AgentClosed) -> bool:
    return closed.code not in FINAL_CODES


def describe(closed: AgentClosed) -> str:
    return f"closed {closed.code} {closed.reason}".strip()


def end_reason_of(closed: AgentClosed) -> str:
    """Why an agent that closed in good order did so."""
    words = closed.reason.lower()
    if "max_duration" in words or "maximum duration" in words or "max duration" in words:
        return "max_duration"
    return "silence" if "silence" in words else "agent_hangup"
