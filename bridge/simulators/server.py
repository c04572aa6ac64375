"""Serves the simulators on their own port inside the calling process, for tests and demonstrations."""

import threading
from dataclasses import replace
from types import TracebackType
from typing import Self

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bridge.simulators.agent.service import AgentService
from bridge.simulators.assembly import assemble
from bridge.simulators.carrier.result import CallResult
from bridge.simulators.exchange import Exchange
from bridge.simulators.settings import SimulatorSettings
from bridge.simulators.simulated_call import SimulatedCall

POLL_SECONDS = 0.02  # how long closing takes at most


class _QuietHandler(WSGIRequestHandler):
    """Suppresses Werkzeug's log line per request."""

    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- Werkzeug's name
        pass


class SimulatorServer:
    """A context manager, on a free port, which `settings.public_url` names."""

    def __init__(self, settings: SimulatorSettings) -> None:
        app = Flask("simulators", static_folder=None)
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.settings = replace(settings, public_url=self.url)
        self.exchange: Exchange = assemble(app, self.settings)
        self.agent: AgentService = app.extensions["simulated_agent"]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), name="simulators", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def dial(self, call: SimulatedCall) -> CallResult:
        """Places the call in this thread and returns when it is over."""
        return self.exchange.play(self.exchange.prepare(call))
