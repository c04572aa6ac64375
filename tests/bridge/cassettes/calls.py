"""Stored calls of a few lines."""

from uuid import UUID

from db.cassettes import KeptCall, KeptTurn

ID = UUID(int=7)


def turn(
    role: str, text: str, started_ms: int = 0, ended_ms: int | None = None, *, cut: bool = False
) -> KeptTurn:
    return KeptTurn(role, text, cut, started_ms, ended_ms)


def call(*turns: KeptTurn, end: str | None = "agent_hangup", language: str | None = "es") -> KeptCall:
    return KeptCall(ID, ID, language, end, {}, turns)
