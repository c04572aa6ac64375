"""The TwiML verbs that this carrier supports, as data. Parsed URLs are absolute."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    language: str = "en-US"


@dataclass(frozen=True, slots=True)
class Play:
    url: str = ""
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    reason: str = "rejected"


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Stream:
    url: str
    name: str = ""
    status_callback: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connect:
    stream: Stream
    action: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    number: str
    url: str = ""
    status_callback: str = ""
    status_callback_events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dial:
    numbers: tuple[Number, ...]
    action: str = ""
    caller_id: str = ""
    timeout_seconds: float = 30.0
    time_limit_seconds: float = 14400.0
    answer_on_bridge: bool = False


@dataclass(frozen=True, slots=True)
class Gather:
    """Keys only, no speech. `prompt` is played meanwhile."""

    action: str = ""
    digits: int = 1
    timeout_seconds: float = 5.0
    prompt: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    action: str = ""
    max_seconds: float = 3600.0
    silence_seconds: float = 5.0
    tells_absence: bool = False
    status_callback: str = ""


Verb = Say | Play | Pause | Hangup | Reject | Redirect | Connect | Dial | Record | Gather
