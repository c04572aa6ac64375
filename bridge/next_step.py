"""What the carrier should do after the media stream: decided by the session, asked for by the `action` of `<Connect>`.

Different processes may carry the stream and answer the carrier, so the decision waits in the shared store.
"""

import json
import logging
import time
from dataclasses import asdict, dataclass

from bridge.commands import Step
from bridge.store import Store
from db.call_memory import key_of_call

log = logging.getLogger(__name__)
TTL_SECONDS = 3600
AWAITED_SECONDS = 0.5
POLL_SECONDS = 0.025


@dataclass(frozen=True, slots=True)
class NextStep:
    step: Step
    reason: str
    turns: int = 0  # number of turns so far, for the stream that continues the call


class NextSteps:
    def __init__(self, store: Store) -> None:
        self._store = store

    def decide(self, call_sid: str, next_step: NextStep) -> bool:
        """Whether the decision has reached the shared store, where every process can read it."""
        return self._store.put(_key(call_sid), json.dumps(asdict(next_step)), TTL_SECONDS)

    def of(self, call_sid: str) -> NextStep | None:
        """None when nothing was decided: the stream was lost, or never came."""
        found = self._store.get(_key(call_sid))
        if found is None:
            return None
        kept = json.loads(found)
        return NextStep(Step(kept["step"]), kept["reason"], kept["turns"])

    def awaited(self, call_sid: str) -> NextStep | None:
        """What is decided now, or within half a second: where a stream is lost, the carrier asks at the very moment at which
        the process that carried it decides.
        """
        decided = self.of(call_sid)
        if decided is None:
            log.info("event=next_step_awaited call=%s", call_sid)
        give_up_at = time.monotonic() + AWAITED_SECONDS
        while decided is None and time.monotonic() < give_up_at:
            time.sleep(POLL_SECONDS)
            decided = self.of(call_sid)
        return decided


def _key(call_sid: str) -> str:
    return key_of_call(call_sid, "next")
