"""Publishes the sound of calls that somebody listens to, on a thread of its own: the tape's writer must never wait for Redis."""

import logging
import os
import queue
import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import redis

from db.sound.live import LiveSound

log = logging.getLogger(__name__)
MAX_WAITING = 200  # blocks; more are dropped while Redis is slow
_CLOSE = None
Block = tuple[UUID, list[Any]]


class Listening:
    """Called on the tape writer's thread. Never blocks, never raises. The thread starts with the first call, after any fork."""

    def __init__(self, sound: LiveSound) -> None:
        self.listened: frozenset[UUID] = frozenset()
        self._sound = sound
        self._work: queue.Queue[Block | list[UUID] | None] = queue.Queue(MAX_WAITING)
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._is_away = False

    def look(self, conversation_ids: Sequence[UUID]) -> None:
        """Finds out in the background which of these live calls are listened to."""
        if self._pid != os.getpid():
            self._pid, self._work, self._thread = os.getpid(), queue.Queue(MAX_WAITING), None
            self.listened = frozenset()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
            self._thread.start()
        self._put(list(conversation_ids))

    def publish(self, conversation_id: UUID, entries: list[Any]) -> None:
        self._put((conversation_id, entries))

    def close(self) -> None:
        if self._thread and self._pid == os.getpid():
            self._put(_CLOSE)
            self._thread.join(1.0)

    def _put(self, work: Block | list[UUID] | None) -> None:
        try:
            self._work.put_nowait(work)
        except queue.Full:
            log.debug("event=sound_dropped reason=redis is slow")

    def _run(self) -> None:
        while (work := self._work.get()) is not _CLOSE:
            try:
                self._carry_out(work)
            except redis.RedisError as error:
                self._lose(error)
        self._sound.close()

    def _carry_out(self, work: Block | list[UUID]) -> None:
        if isinstance(work, tuple):
            self._sound.publish(*work)
            return
        self.listened = self._sound.listened(work)
        self._is_away = False

    def _lose(self, error: redis.RedisError) -> None:
        self.listened = frozenset()
        if not self._is_away:
            log.warning("event=nobody_can_listen reason=redis is away error=%s", error)
        self._is_away = True
