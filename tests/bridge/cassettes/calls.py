"""Stored calls of a few lines."""

from uuid import UUID

from db.cassettes import RecordedCall, RecordedTurn

ID = UUID(int=7)


def turn(
    role: str, text: str, started_ms: int = 0, ended_ms: int | None = None, *, cut: bool = False
) -> RecordedTurn:
    return RecordedTurn(role, text, cut, started_ms, ended_ms)


def call(*turns: RecordedTurn, end: str | None = "agent_hangup", language: str | None = "es") -> RecordedCall:
    return RecordedCall(ID, ID, language, end, {}, turns)
