"""Brings what a colleague tells the agent to the process that carries the call, and the answer back.

Any process may be asked, so Redis carries it: the question goes to every process that has carried a call, and Redis says how many they
are. Each answers, so that a call that nobody carries is known at once. Nothing is kept in Redis but the answers, without words.
"""

import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import redis

from bridge.pump import Pump, PumpStoppedError

log = logging.getLogger(__name__)
CHANNEL = "hints"
ANSWER_SECONDS = 3.0  # that the asker waits for
PUMP_SECONDS = 2.0  # that a process gives its own event loop
ANSWER_TTL_SECONDS = 30
REDIS_TIMEOUT_SECONDS = ANSWER_SECONDS + 1
HEALTH_SECONDS = 15  # a connection that is quietly lost is noticed after this long
PAUSE_SECONDS = 2.0  # before Redis is tried again


class Outcome(StrEnum):
    TAKEN = "taken"
    NO_AGENT = "no_agent"  # on this call, in this process
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hint:
    conversation_id: str
    hint_id: str
    text: str
    by: str


class Carried(Protocol):
    """The part of a call that takes hints, on the pump's thread."""

    def take_hint(self, hint_id: str, text: str, by: str) -> bool:
        """Whether the agent's socket took it."""


class Hints:
    """Thread-safe. The thread starts with the first call, after any fork; without Redis it tries again, and calls go on."""

    def __init__(self, redis_url: str, pump_of_process: Callable[[], Pump]) -> None:
        self._redis = redis.Redis.from_url(
            redis_url,
            socket_timeout=REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=1.0,
            retry=None,
            health_check_interval=HEALTH_SECONDS,
            decode_responses=True,
        )
        self._pump_of_process = pump_of_process
        self._calls: dict[str, Carried] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._own_channel = ""
        self._pid = 0

    def give(self, hint: Hint) -> Outcome:
        """Asks the processes that carry calls. Raises redis.RedisError: then nobody was told."""
        asked = int(self._redis.publish(CHANNEL, json.dumps(asdict(hint), ensure_ascii=False)))
        until = time.monotonic() + ANSWER_SECONDS
        for _process in range(asked):
            outcome = self._next_answer(hint.hint_id, until)
            if outcome is not Outcome.NO_AGENT:
                return outcome
        return Outcome.NO_AGENT

    def carry(self, conversation_id: UUID, call: Carried) -> None:
        """This process carries the call from now on."""
        with self._lock:
            if self._pid != os.getpid():
                self._pid, self._thread, self._calls = os.getpid(), None, {}
            self._calls[str(conversation_id)] = call
            if self._thread is None and not self._closing.is_set():
                self._own_channel = f"{CHANNEL}:{secrets.token_hex(8)}"
                self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
                self._thread.start()

    def leave(self, conversation_id: UUID, call: Carried) -> None:
        """Another stream may carry the same call already."""
        with self._lock:
            if self._calls.get(str(conversation_id)) is call:
                del self._calls[str(conversation_id)]

    def close(self) -> None:
        self._closing.set()
        if self._thread and self._pid == os.getpid():
            try:
                self._redis.publish(self._own_channel, "")  # wakes the thread
            except redis.RedisError:
                log.debug("event=hints_closed reason=redis is away")
            self._thread.join(1.0)
        self._redis.close()

    def _next_answer(self, hint_id: str, until: float) -> Outcome:
        left = until - time.monotonic()
        try:
            found = self._redis.blpop([_key(hint_id)], timeout=left) if left > 0 else None
        except redis.RedisError:
            return Outcome.UNKNOWN  # it was sent
        return Outcome(str(found[1])) if found else Outcome.UNKNOWN

    def _run(self) -> None:
        is_away = False
        while not self._closing.is_set():
            try:
                self._follow()
                is_away = False
            except redis.RedisError as error:
                if not is_away:
                    log.warning("event=agents_get_no_hints reason=redis is away error=%s", error)
                is_away = True
                self._closing.wait(PAUSE_SECONDS)

    def _follow(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(CHANNEL, self._own_channel)
            while not self._closing.is_set():
                message = channel.get_message(timeout=HEALTH_SECONDS)
                if message and message["channel"] == CHANNEL:
                    self._hear(message["data"])

    def _hear(self, said: str) -> None:
        """Another version of this program may say it in another form: that must not end the thread."""
        try:
            hint = Hint(**json.loads(said))
        except (ValueError, TypeError) as error:
            log.warning("event=hint_unreadable error=%s", type(error).__name__)
            return
        self._answer(hint)

    def _answer(self, hint: Hint) -> None:
        outcome = self._ask_call(hint)
        if outcome is Outcome.UNKNOWN:  # the asker runs out of time, and says that it is unknown
            return
        key = _key(hint.hint_id)
        with self._redis.pipeline() as answers:
            answers.rpush(key, outcome)
            answers.expire(key, ANSWER_TTL_SECONDS)
            answers.execute()

    def _ask_call(self, hint: Hint) -> Outcome:
        with self._lock:
            call = self._calls.get(hint.conversation_id)
        if call is None:
            return Outcome.NO_AGENT
        taken: Future[bool] = Future()
        try:
            self._pump_of_process().post(
                lambda: taken.set_result(call.take_hint(hint.hint_id, hint.text, hint.by)), call
            )
            is_taken = taken.result(PUMP_SECONDS)
        except (PumpStoppedError, NotInTimeError):
            return Outcome.UNKNOWN
        log.info("event=hint call=%s by=%s taken=%s", hint.conversation_id, hint.by or "none", is_taken)
        return Outcome.TAKEN if is_taken else Outcome.NO_AGENT


def _key(hint_id: str) -> str:
    return f"hint:{hint_id}"
