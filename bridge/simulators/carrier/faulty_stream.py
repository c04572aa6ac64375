"""A media stream with faults: no `start`, lost audio, or late marks."""

from collections import deque
from collections.abc import Mapping

from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.carrier.caller import Caller, Moment
from bridge.simulators.carrier.stream import MediaStream
from bridge.simulators.script import CarrierFault

GAP_EVERY_FRAMES, GAP_FRAMES = 100, 10  # 200 ms lost every two seconds
MARKS_LATE_BY_FRAMES = 100


class FaultyMediaStream(MediaStream):
    def __init__(
        self,
        facts: CallFacts,
        stream_sid: str,
        parameters: Mapping[str, str],
        faults: frozenset[CarrierFault],
    ) -> None:
        super().__init__(facts.account_sid, facts.sid, stream_sid, parameters)
        self._faults = faults
        self._late_marks: deque[tuple[int, str]] = deque()
        self._ticks = 0

    def opening(self) -> list[str]:
        opening = super().opening()
        return opening[:1] if "no_start" in self._faults else opening

    def tick(self, caller: Caller, *, record: bool = False) -> tuple[Moment, list[str]]:
        self._ticks += 1
        moment, messages = super().tick(caller, record=record)
        if "no_start" in self._faults:
            return moment, []
        if "gap" in self._faults and self._ticks % GAP_EVERY_FRAMES < GAP_FRAMES:
            return moment, messages[:-1]  # the media message; its chunk and timestamp are never seen
        return moment, messages

    def closing(self) -> list[str]:
        return [] if self._faults & {"no_start", "no_stop"} else super().closing()

    def due_marks(self, marks: list[str]) -> list[str]:
        if "late_marks" not in self._faults:
            return marks
        self._late_marks.extend((self._ticks + MARKS_LATE_BY_FRAMES, name) for name in marks)
        due = []
        while self._late_marks and self._late_marks[0][0] <= self._ticks:
            due.append(self._late_marks.popleft()[1])
        return due
