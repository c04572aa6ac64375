"""What the calls of one process share: the event loop, the agent's dialler, threads for blocking work, the recorder."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bridge.agents.permissions import AgentPermissions
from bridge.background import BackgroundThreads
from bridge.capacity import Capacity
from bridge.carriers.twiml import Addresses
from bridge.dial import AgentDialler
from bridge.front.briefing import Briefings
from bridge.front.desk import FrontDesk
from bridge.hints import Hints
from bridge.listening import Listening
from bridge.next_step import NextSteps
from bridge.pump import Pump, current_pump
from bridge.recorder import Recorder
from bridge.resumption import Memories
from bridge.settings import BridgeSettings
from bridge.store import Store
from bridge.taping import Taping
from bridge.tokens import Tokens
from bridge.voice_processes import Voices

BLOCKING_THREADS = 8
TOOL_THREADS = 8


@dataclass(slots=True)
class Switchboard:
    settings: BridgeSettings
    store: Store
    recorder: Recorder
    front_desk: FrontDesk
    listening: Listening
    redis_url: str
    pump_of_process: Callable[[], Pump] = current_pump
    memories: Memories = field(init=False)
    briefings: Briefings = field(init=False)
    permissions: AgentPermissions = field(init=False)
    tokens: Tokens = field(init=False)
    next_steps: NextSteps = field(init=False)
    addresses: Addresses = field(init=False)
    capacity: Capacity = field(init=False)
    taping: Taping = field(init=False)
    voices: Voices = field(init=False)
    hints: Hints = field(init=False)
    _blocking_threads: ThreadPoolExecutor | None = None
    _tool_threads: ThreadPoolExecutor | None = None
    _dialler: AgentDialler | None = None
    _pid: int = 0

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.settings.secret_key, self.store)
        self.next_steps = NextSteps(self.store)
        self.memories = Memories(self.store)
        self.briefings = Briefings(self.store)
        self.permissions = AgentPermissions(self.settings.agent)
        self.addresses = Addresses(self.settings.public_url, self.settings.voice_url)
        self.voices = Voices(self.store)
        self.hints = Hints(self.redis_url, lambda: self.pump)
        self.taping = Taping(self.settings.data_dir, self.listening)
        self.capacity = Capacity(self.store, self.settings.max_calls, self.settings.max_call_seconds)

    @property
    def pump(self) -> Pump:
        return self.pump_of_process()

    @property
    def dialler(self) -> AgentDialler:
        self._forget_parent()
        if self._dialler is None:
            self._dialler = AgentDialler(self.pump)
        return self._dialler

    @property
    def blocking_threads(self) -> ThreadPoolExecutor:
        """Threads that wait for Redis and REST requests."""
        self._forget_parent()
        if self._blocking_threads is None:
            self._blocking_threads = BackgroundThreads(BLOCKING_THREADS, thread_name_prefix="blocking")
        return self._blocking_threads

    @property
    def tool_threads(self) -> ThreadPoolExecutor:
        """Threads that wait for external systems: however slow those are, they delay no admission."""
        self._forget_parent()
        if self._tool_threads is None:
            self._tool_threads = ThreadPoolExecutor(TOOL_THREADS, thread_name_prefix="tool")
        return self._tool_threads

    def _forget_parent(self) -> None:
        """Threads do not survive a fork."""
        if self._pid != os.getpid():
            self._pid, self._blocking_threads, self._dialler = os.getpid(), None, None
            self._tool_threads = None

    def close(self) -> None:
        """Waits until everything recorded is safe; the switchboard must not be used afterwards."""
        if self._blocking_threads and self._pid == os.getpid():
            self._blocking_threads.shutdown()
        if self._tool_threads and self._pid == os.getpid():
            self._tool_threads.shutdown(wait=False, cancel_futures=True)
        self.hints.close()
        self.taping.close()
        self.listening.close()
        self.recorder.close()
        self.front_desk.close()
        self.store.close()
