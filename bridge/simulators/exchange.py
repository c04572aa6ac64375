"""The simulated calls of this process: starts them, exposes running ones to the REST API, and stores results."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bridge.simulators.agent.casting import Casting
from bridge.simulators.carrier.call import Opening, SimulatedCallRun
from bridge.simulators.carrier.call_facts import CallFacts, new_sid
from bridge.simulators.carrier.control import Control
from bridge.simulators.carrier.faults import Fault
from bridge.simulators.carrier.result import CallResult
from bridge.simulators.library import load_script
from bridge.simulators.script import Script
from bridge.simulators.settings import SimulatorSettings
from bridge.simulators.simulated_call import SimulatedCall as SimulatedCall

log = logging.getLogger(__name__)
MAX_CALLS = 5000  # the oldest finished ones are forgotten


@dataclass(slots=True)
class LiveCall:
    run: SimulatedCallRun
    result: CallResult | None = None


def broken(live: LiveCall) -> CallResult:
    """Waiting callers must learn that the call ended, even if the simulator itself failed."""
    facts = live.run.facts
    facts.status, facts.ended_at = "failed", datetime.now(UTC)
    fault = Fault(0, "the simulator itself failed; its log says why")
    return CallResult(facts.sid, live.run.script.name, ended_by="carrier", status="failed", errors=(fault,))


@dataclass(slots=True)
class Exchange:
    settings: SimulatorSettings
    casting: Casting
    recordings: dict[str, bytes] = field(default_factory=dict)
    _calls: OrderedDict[str, LiveCall] = field(default_factory=OrderedDict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def prepare(self, call: SimulatedCall) -> LiveCall:
        """Registers a call, which makes it visible to the REST API; `play` runs it."""
        script = call.script if isinstance(call.script, Script) else load_script(call.script)
        facts = CallFacts(
            account_sid=self.settings.account_sid,
            sid=call.call_sid or new_sid("CA"),
            from_number=call.from_number or script.caller.number,
            to_number=call.to_number or self.settings.phone_number,
            stir_verstat="No-TN-Validation",
        )
        opening = Opening(url=call.voice_webhook_url, status_callback=call.status_callback_url)
        return self.add(facts, script, opening, speed=call.speed, record_heard=call.record_heard)

    def add(
        self,
        facts: CallFacts,
        script: Script,
        opening: Opening,
        *,
        speed: float = 0,
        record_heard: bool = False,
    ) -> LiveCall:
        control = Control(speed or self.settings.speed)
        live = LiveCall(
            SimulatedCallRun(
                facts,
                script,
                opening,
                auth_token=self.settings.auth_token,
                owned_number=self.settings.phone_number,
                control=control,
                record_heard=record_heard,
                recordings=self.recordings,
            )
        )
        with self._changed:
            self._calls[facts.sid] = live
            while len(self._calls) > MAX_CALLS:
                self._calls.popitem(last=False)
        return live

    def play(self, live: LiveCall) -> CallResult:
        """Runs the call to its end in the calling thread."""
        facts = live.run.facts
        self.casting.assign(facts.sid, live.run.script)
        try:
            result = live.run.run()
        except Exception:
            log.exception("simulated call broke call_sid=%s", facts.sid)
            result = broken(live)
        finally:
            self.casting.release(facts.sid)
        with self._changed:
            live.result = result
            self._changed.notify_all()
        return result

    def play_later(self, live: LiveCall) -> None:
        name = f"call-{live.run.facts.sid[-6:]}"
        threading.Thread(target=self.play, args=(live,), name=name, daemon=True).start()

    def call(self, call_sid: str) -> LiveCall | None:
        with self._changed:
            return self._calls.get(call_sid)

    def calls(self) -> list[LiveCall]:
        """Newest first."""
        with self._changed:
            return list(reversed(self._calls.values()))

    def wait_for(self, live: LiveCall, timeout_seconds: float) -> CallResult | None:
        with self._changed:
            self._changed.wait_for(lambda: live.result is not None, timeout_seconds)
        return live.result
