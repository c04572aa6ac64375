"""Speaking time of each side and silences: measured if turns carry their end, otherwise estimated from the words."""

from workers.analysis.findings import Pause, Talk
from workers.analysis.transcript import Transcript, Turn

_MS_A_CHARACTER = 62
_SHORTEST_MS = 300
_PAUSE_MS = 3_000


def measure_talk(transcript: Transcript) -> Talk:
    agent = user = 0
    estimated = False
    for turn in transcript.turns:
        spoken, guessed = _spoken_ms(turn)
        estimated = estimated or guessed
        if turn.role == "agent":
            agent += spoken
        else:
            user += spoken
    total = agent + user
    return Talk(agent, user, round(agent / total, 3) if total else None, estimated)


def _spoken_ms(turn: Turn) -> tuple[int, bool]:
    if turn.started_ms is not None and turn.ended_ms is not None and turn.ended_ms >= turn.started_ms:
        return turn.ended_ms - turn.started_ms, False
    text = turn.text.strip()
    return (max(_SHORTEST_MS, len(text) * _MS_A_CHARACTER), True) if text else (0, True)


def find_pauses(transcript: Transcript) -> tuple[Pause, ...]:
    """Return silences of three seconds and more, attributed to the side that speaks next."""
    pauses = []
    for before, after in zip(transcript.turns, transcript.turns[1:], strict=False):
        if before.started_ms is None or after.started_ms is None:
            continue
        if after.started_ms - before.started_ms < _PAUSE_MS:
            continue
        spoken, estimated = _spoken_ms(before)
        silence = after.started_ms - before.started_ms - spoken
        if silence >= _PAUSE_MS:
            pauses.append(Pause(after.position, silence, after.role, estimated))
    return tuple(pauses)
