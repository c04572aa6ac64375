"""The result of a simulated call, as its caller and its carrier saw it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from bridge.simulators.carrier.faults import Fault

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
    said: tuple[str, ...] = ()  # texts of <Say> that the caller heard
    whispered: tuple[str, ...] = ()  # those that only a dialled person heard
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
                "whispered": tuple(content["whispered"]),
                "dialled": tuple(DialledLeg(**leg) for leg in content["dialled"]),
                "heard": b"",
            }
        )
