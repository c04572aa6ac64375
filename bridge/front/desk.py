"""Looks up who is called and who is calling, for half a second at most while the call rings.

Results are cached for half a minute, and longer while the database is away.
"""

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bridge.front.line import Line, line_of
from bridge.front.numbers import is_callable
from db.actions.callers import KnownCaller, known_caller
from db.actions.calls import call_of_agent_session, conversation_id_of, whisper_of
from db.actions.organizations import has_agent, profile_of_number
from db.actions.turns import last_position
from db.database import Database

log = logging.getLogger(__name__)
LOOKUP_TIMEOUT_SECONDS = 0.5
WHISPER_TIMEOUT_SECONDS = 1.5  # the caller still hears it ring
SESSION_TIMEOUT_SECONDS = 3.0  # a provider waits longer than a caller
BACKOFF_SECONDS = 2.0  # after a failure, the database is not tried again for this long
CACHE_TTL_SECONDS = 30.0
MAX_CACHED_LINES = 500
THREADS = 4
Result = TypeVar("Result")


class FrontDesk:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lines: dict[str, tuple[float, Line]] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._pid = 0
        self._away_until = 0.0

    def line_of(self, number: str) -> Line:
        """The organization's telephone at one of our numbers."""
        read_at, line = self._lines.get(number, (0.0, Line()))
        if read_at and time.monotonic() < read_at + CACHE_TTL_SECONDS:
            return line
        found = self.ask(lambda: self._read_line(number), None)
        if found is None:
            return line
        if len(self._lines) >= MAX_CACHED_LINES:
            self._lines.clear()
        self._lines[number] = (time.monotonic(), found)
        return found

    def caller_of(self, line: Line, number: str, *, is_simulated: bool) -> KnownCaller | None:
        """The caller known from earlier calls; nobody if the number is withheld."""
        organization_id = line.organization_id
        if organization_id is None or not is_callable(number):
            return None

        def read() -> KnownCaller | None:
            with self._database.reading() as session:
                return known_caller(
                    session, organization_id=organization_id, phone_number=number, is_simulated=is_simulated
                )

        return self.ask(read, None)

    def whisper_of(self, call_sid: str) -> str:
        """The sentence whispered to the person who answers; empty if the call has not been analysed yet."""

        def read() -> str:
            with self._database.reading() as session:
                return whisper_of(session, conversation_id_of(call_sid))

        return self.ask(read, "", WHISPER_TIMEOUT_SECONDS)

    def knows_agent(self, agent_id: str) -> bool:
        """Whether a provider's report of that agent is about a call of ours."""

        def read() -> bool:
            with self._database.reading() as session:
                return has_agent(session, agent_id)

        return self.ask(read, True)

    def call_of_agent_session(self, elevenlabs_conversation_id: str) -> str:
        """The CallSid of the call that had this agent session; empty if none of ours had it."""

        def read() -> str:
            with self._database.reading() as session:
                return call_of_agent_session(session, elevenlabs_conversation_id) or ""

        return self.ask(read, "", SESSION_TIMEOUT_SECONDS)

    def turns_of(self, call_sid: str) -> int:
        def read() -> int:
            with self._database.reading() as session:
                return last_position(session, conversation_id_of(call_sid))

        return self.ask(read, 0)

    def ask(
        self, question: Callable[[], Result], otherwise: Result, seconds: float = LOOKUP_TIMEOUT_SECONDS
    ) -> Result:
        """The answer, or `otherwise` if it fails or takes too long."""
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return self._pool().submit(question).result(seconds)
        except Exception as error:  # noqa: BLE001 -- drivers raise what they like
            self._away_until = time.monotonic() + BACKOFF_SECONDS
            log.warning(
                "event=front_desk_blind error=%s consequence=the call goes on without", type(error).__name__
            )
            return otherwise

    def forget(self) -> None:
        """Drops cached settings: the next call sees the new ones."""
        self._lines.clear()

    def close(self) -> None:
        if self._threads and self._pid == os.getpid():
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _read_line(self, number: str) -> Line:
        with self._database.reading() as session:
            organization = profile_of_number(session, number)
        return line_of(organization) if organization else Line()

    def _pool(self) -> ThreadPoolExecutor:
        """Threads do not survive a fork."""
        if self._threads is None or self._pid != os.getpid():
            self._pid = os.getpid()
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="front-desk")
        return self._threads
