"""The time-outs of a session. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    agent_connect_ms: int = 3_000
    agent_reconnect_ms: int = 2_000  # in mid-call, callers do not wait longer
    agent_retry_ms: int = 300
    agent_quiet_ms: int = 30_000
    agent_leaves_ms: int = 5_000
    keypad_ms: int = 2_000
    # From the text of the last words, or from the tool call after them, to their sound.
    last_words_ms: int = 800
    # A silent agent says goodbye only when its tool call was answered: model, then voice.
    words_after_tool_ms: int = 3_000
    play_out_margin_ms: int = 2_000
    max_duration_ms: int = 1_800_000
