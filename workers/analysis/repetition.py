"""The agent going in circles: repeated questions and repeated statements."""

from workers.analysis.findings import Repetition
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import is_question

_LOOP = 3
_SHORT = 3


def find_repetitions(reading: Reading) -> tuple[Repetition, ...]:
    topics: dict[str, list[int]] = {}
    for turn in reading.agent_turns():
        for topic in _topics(reading, turn):
            topics.setdefault(topic, []).append(turn)
    positions = [turn.position for turn in reading.transcript.turns]
    return tuple(
        Repetition(topic, tuple(positions[turn] for turn in turns), len(turns) >= _LOOP)
        for topic, turns in topics.items()
        if len(turns) > 1
    )


def _topics(reading: Reading, turn: int) -> list[str]:
    found = {
        concept.removeprefix("asked:")
        for concept, hits in reading.hits_by_turn[turn].items()
        if concept.startswith("asked:") and any(is_question(reading, hit) for hit in hits)
    }
    if "agent:not_understood" in reading.hits_by_turn[turn]:
        found.add("not_understood")
    words = reading.words[turn].words
    if len(words) > _SHORT:
        found.add("said:" + " ".join(words[:12]))
    return sorted(found)
