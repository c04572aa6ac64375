"""Short calls for tests: ``call("a: …", "u: …")`` makes a transcript, one line a turn."""

from workers.analysis import ProgrammaticAnalysis, Transcript, Turn, analyse
from workers.sectors import load_sector

GREETING = "a: AutoBox Manacor, buenos días. Soy Laia, la asistente virtual. ¿En qué puedo ayudarle?"


def call(*lines: str, end_reason: str | None = "user hung up", seconds_a_turn: int = 5) -> Transcript:
    turns = tuple(
        Turn(
            position,
            "agent" if line.startswith("a: ") else "user",
            line[3:],
            position * seconds_a_turn * 1000,
        )
        for position, line in enumerate(lines)
    )
    return Transcript(turns, None, float(len(turns) * seconds_a_turn), end_reason)


def analysed(*lines: str, end_reason: str | None = "user hung up") -> ProgrammaticAnalysis:
    return analyse(call(*lines, end_reason=end_reason), load_sector("workshop"))


def after_greeting(*lines: str, end_reason: str | None = "user hung up") -> ProgrammaticAnalysis:
    return analysed(GREETING, *lines, end_reason=end_reason)
