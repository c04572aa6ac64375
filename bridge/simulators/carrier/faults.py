"""Faults as in Twilio's debugger, with Twilio's error codes."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

Code = Literal[
    11200, 11205, 11750, 12100, 12200, 12300, 13214, 13223, 13520, 15003, 21205,
    31901, 31902, 31903, 31904, 31910, 31920, 31921, 31922, 31923, 31924, 31931, 31941, 31950, 31951,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` 0: not a carrier error; the caller gave up."""

    code: int
    message: str


class CarrierError(Exception):
    """The carrier could not use a response; has the fault that Twilio would report."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.fault = Fault(code, message)


@dataclass(slots=True)
class Debugger:
    """Collects the faults of one call, from any thread."""

    _faults: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def report(self, code: Code | Literal[0], message: str) -> None:
        self.add(Fault(code, message))

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    @property
    def faults(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._faults)
