"""Which script the agent plays in which call, its progress, and whether the service is down meanwhile."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.simulators.library import default_script, load_script, script_names
from bridge.simulators.script import Outage, Script
from bridge.simulators.speech import Voice

VOICES = {"es": "es+f2", "ca": "ca+f3", "en": "en-us+f2", "de": "de+f4"}
MAX_OUTAGE_SECONDS = 600.0  # of a call whose end nobody announced


@dataclass(slots=True)
class Role:
    script: Script
    assigned_at: float = field(default_factory=time.monotonic)
    position: int = 0  # turns played: a new connection of the same call goes on from here


@dataclass(slots=True)
class Casting:
    """The carrier announces calls by CallSid; they are removed when they end."""

    _roles: dict[str, Role] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def assign(self, call_sid: str, script: Script) -> None:
        with self._lock:
            self._roles[call_sid] = Role(script)

    def release(self, call_sid: str) -> bool:
        with self._lock:
            return self._roles.pop(call_sid, None) is not None

    def role_for(self, variables: Mapping[str, Any]) -> Role:
        """By the announced CallSid, else by the variable `script`, else the default."""
        with self._lock:
            if role := self._roles.get(str(variables.get("call_sid"))):
                return role
        name = str(variables.get("script", ""))
        return Role(load_script(name if name in script_names() else default_script()))

    def outage(self) -> Outage:
        """Connections carry no CallSid, so an announced outage affects every call made during it."""
        with self._lock:
            oldest = time.monotonic() - MAX_OUTAGE_SECONDS
            outages = [role.script.outage for role in self._roles.values() if role.assigned_at > oldest]
        return next((outage for outage in outages if outage.http_status or outage.delay_seconds), Outage())


@dataclass(slots=True)
class Part:
    """The script and progress of one session; the script is chosen when the conversation is initiated."""

    casting: Casting
    role: Role | None = None

    def script_for(self, variables: Mapping[str, Any]) -> tuple[Script, int]:
        self.role = self.casting.role_for(variables)
        return self.role.script, self.role.position

    def advance(self, position: int) -> None:
        if self.role:
            self.role.position = position

    @staticmethod
    def voice(script: Script) -> Voice:
        return Voice(VOICES[script.language])
