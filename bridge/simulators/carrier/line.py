"""A live call: the state that its verbs share. Raises to unwind when the call is over or a REST client changed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.carrier.call_log import CallLog
from bridge.simulators.carrier.callbacks import Callbacks, CallProgress
from bridge.simulators.carrier.caller import Caller
from bridge.simulators.carrier.control import Control
from bridge.simulators.carrier.result import EndedBy
from bridge.simulators.carrier.webhooks import Document, Webhooks
from bridge.simulators.script import Script


class CallOver(Exception):  # noqa: N818 -- not an error: how a call ends
    def __init__(self, ended_by: EndedBy, status: str = "completed") -> None:
        super().__init__(ended_by)
        self.ended_by: EndedBy = ended_by
        self.status = status


class Interrupted(Exception):  # noqa: N818 -- not an error: a REST client changed the call
    pass


@dataclass(slots=True)
class Line:
    facts: CallFacts
    script: Script
    caller: Caller
    control: Control
    webhooks: Webhooks
    callbacks: Callbacks
    progress: CallProgress
    log: CallLog
    auth_token: str
    owned_number: str
    recordings: dict[str, bytes] = field(default_factory=dict)  # of all calls, by their id
    record_heard: bool = False

    def ask(self, url: str, extra: Mapping[str, str] | None = None, method: str = "POST") -> Document:
        return self.webhooks.ask(url, self.facts.form() | dict(extra or {}), method)

    def wait(self, seconds: float) -> None:
        if not self.control.wait(seconds):
            raise Interrupted

    def answer(self) -> None:
        if self.facts.answered_at is None:
            self.facts.answered_at = datetime.now(UTC)
            self.facts.status = "in-progress"
            self.progress.report("answered")
