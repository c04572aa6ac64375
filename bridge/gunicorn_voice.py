"""gunicorn for the voice process: `gunicorn -c python:bridge.gunicorn_voice wsgi:voice`.

The worker drains: on TERM and HUP it accepts no new call, finishes those it has, and then exits.
"""

import gc
import sys
import time
from types import FrameType

from gunicorn.workers.gthread import ThreadWorker

from bridge.pump import current_pump, running_pump
from bridge.voice_processes import Heartbeat, listen_address
from db.environment import integer
from db.process_environment import process_environment

_CLOSING_SECONDS = 5
_SWITCH_SECONDS = 0.0001

_env = process_environment()

bind = f"0.0.0.0:{integer(_env, 'VOICE_PORT', 8051, minimum=0, maximum=65535)}"
workers = integer(_env, "VOICE_WORKERS", 1, minimum=1, maximum=256)
threads = 16  # for webhooks and handshakes: a call occupies none
worker_class = "bridge.gunicorn_voice.VoiceWorker"
worker_connections = 1000
reuse_port = workers > 1  # the kernel spreads calls evenly; on one listener the first worker awake takes most
timeout = 30
control_socket_disable = True  # it would lie in the home directory, one for all
logger_class = "db.server_log.ServerLog"
graceful_timeout = integer(_env, "VOICE_DRAIN_SECONDS", 1800, minimum=0, maximum=86400) + _CLOSING_SECONDS


class VoiceWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    drain_until: float | None = None
    heartbeat: Heartbeat | None = None

    def init_process(self) -> None:
        # Whenever the audio thread enters the kernel, another thread may hold the interpreter for this long; the default is 5 ms
        sys.setswitchinterval(_SWITCH_SECONDS)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        gc.collect()
        gc.freeze()  # start-up objects are permanent; traversing them again would stop the audio for tens of milliseconds
        gc.collect()  # otherwise the collector would wait until a quarter of their number had accumulated

    def run(self) -> None:
        self.log.info("event=serving")  # from here on it also handles signals
        self._begin_to_beat()
        super().run()  # until TERM or HUP, and then until the last HTTP request is answered
        self._drain()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.alive:
            self.drain_until = self._drain_deadline()
            if pump := running_pump():
                pump.draining = True
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        if pump := running_pump():
            pump.stop(seconds=1.0)
        super().handle_quit(sig, frame)

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive and self.cfg.reuse_port:
            for listener in self.sockets:
                listener.close()  # otherwise the kernel would keep giving it connections that are never accepted

    def _begin_to_beat(self) -> None:
        if switchboard := getattr(self.wsgi, "extensions", {}).get("bridge"):
            address = listen_address(self.sockets[0].getsockname()) if self.sockets else None
            self.heartbeat = Heartbeat(
                switchboard.store, current_pump(), switchboard.blocking_threads, address
            )
            self.heartbeat.start()

    def _drain(self) -> None:
        """Keeps notifying the arbiter, which would consider a worker without connections dead."""
        if self.heartbeat:
            self.heartbeat.stop()
        pump = running_pump()
        self.log.info("event=draining legs=%d", pump.leg_count if pump else 0)
        if pump is None:
            return
        deadline = self.drain_until or self._drain_deadline()
        pump.drain()
        while not pump.stopped.wait(1.0) and time.monotonic() < deadline:
            self.notify()
        self.log.info("event=drained legs_cut=%d", pump.leg_count)
        pump.stop()

    def _drain_deadline(self) -> float:
        """Shortly before the arbiter kills the worker, to close the rest with a proper code."""
        return time.monotonic() + float(self.cfg.graceful_timeout) - _CLOSING_SECONDS
