"""The limit on simultaneous calls over all processes of a deployment. The webhook checks it before it promises a stream."""

from bridge.store import Store

SLOTS = "calls:live"
SLACK_SECONDS = 180  # ringing, play-out and the carrier's reports add to the longest call


class Capacity:
    """Slots are held by CallSid, so a repeated webhook takes only one. Slots that are never released expire."""

    def __init__(self, store: Store, max_calls: int, max_call_seconds: int) -> None:
        self._store = store
        self._max_calls = max_calls
        self._kept_seconds = max_call_seconds + SLACK_SECONDS

    def take(self, call_sid: str) -> bool:
        if not self._max_calls:
            return True
        return self._store.acquire_slot(SLOTS, call_sid, self._max_calls, self._kept_seconds)

    def free(self, call_sid: str) -> None:
        """Has no effect for a call that holds no slot."""
        if self._max_calls:
            self._store.release_slot(SLOTS, call_sid)
