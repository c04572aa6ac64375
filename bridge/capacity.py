"""The limit on simultaneous calls over all processes of a deployment. The webhook checks it before it promises a stream."""

from bridge.store import Store

ROOM = "calls:live"
SLACK_SECONDS = 180  # for what rings, plays out and reports after the longest call


class Capacity:
    """Places are held by CallSid, so a repeated webhook takes only one. Places that nobody releases expire."""

    def __init__(self, store: Store, max_calls: int, max_call_seconds: int) -> None:
        self._store = store
        self._max_calls = max_calls
        self._kept_seconds = max_call_seconds + SLACK_SECONDS

    def take(self, call_sid: str) -> bool:
        if not self._max_calls:
            return True
        return self._store.enter(ROOM, call_sid, self._max_calls, self._kept_seconds)

    def free(self, call_sid: str) -> None:
        """Also for a call that holds none."""
        if self._max_calls:
            self._store.leave(ROOM, call_sid)
