"""How a simulated call went, as its caller and its carrier saw it."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bridge.simulators.carrier.faults import Debugger, Fault
from bridge.simulators.carrier.stream import StreamCounts

EndedBy = Literal["caller", "server", "rest", "rejected", "carrier"]


@dataclass(frozen=True, slots=True)
class DialledLeg:
    sid: str
    number: str
    status: str
    duration_seconds: int
    bridged: bool


@dataclass(frozen=True, slots=True)
class CallResult:
    """`ended_by` server: the TwiML hung up or ran out; carrier: a webhook failed."""

    call_sid: str
    script: str
    ended_by: EndedBy
    status: str
    errors: tuple[Fault, ...] = ()
    turns_spoken: int = 0
    streams: int = 0
    frames_sent: int = 0
    media_received: int = 0
    marks_received: int = 0
    marks_echoed: int = 0
    clears_received: int = 0
    heard_bytes: int = 0
    cleared_bytes: int = 0
    first_heard_ms: int | None = None  # since the first stream's start
    duration_seconds: int = 0
    said: tuple[str, ...] = ()  # texts of <Say>
    dialled: tuple[DialledLeg, ...] = ()
    heard: bytes = b""  # what the caller heard, frame by frame; only when asked for

    @property
    def ok(self) -> bool:
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.ok, "heard": ""}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "CallResult":
        known = {key: value for key, value in content.items() if key != "ok"}
        return cls(
            **known
            | {
                "errors": tuple(Fault(**fault) for fault in content["errors"]),
                "said": tuple(content["said"]),
                "dialled": tuple(DialledLeg(**leg) for leg in content["dialled"]),
                "heard": b"",
            }
        )


@dataclass(slots=True)
class CallLog:
    """Collects what becomes the result."""

    debugger: Debugger = field(default_factory=Debugger)
    streams: list[StreamCounts] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
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
            "dialled": tuple(self.dialled),
            "errors": self.debugger.faults,
        }
