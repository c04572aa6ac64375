"""Collects what happens in one call for its result."""

from dataclasses import dataclass, field
from typing import Any

from bridge.simulators.carrier.faults import Debugger
from bridge.simulators.carrier.result import DialledLeg
from bridge.simulators.carrier.stream import StreamCounts


@dataclass(slots=True)
class CallLog:
    debugger: Debugger = field(default_factory=Debugger)
    streams: list[StreamCounts] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    whispered: list[str] = field(default_factory=list)
    dialled: list[DialledLeg] = field(default_factory=list)

    def totals(self) -> dict[str, Any]:
        names = (
            "frames_sent",
            "media_received",
            "marks_received",
            "marks_echoed",
            "clears_received",
            "heard_bytes",
            "cleared_bytes",
        )
        return {
            **{name: sum(getattr(counts, name) for counts in self.streams) for name in names},
            "first_heard_ms": next((counts.first_heard_ms for counts in self.streams), None),
            "heard": b"".join(bytes(counts.heard) for counts in self.streams),
            "streams": len(self.streams),
            "said": tuple(self.said),
            "whispered": tuple(self.whispered),
            "dialled": tuple(self.dialled),
            "errors": self.debugger.faults,
        }
