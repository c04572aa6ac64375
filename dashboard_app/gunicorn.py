"""gunicorn for the web process: `gunicorn -c python:dashboard_app.gunicorn wsgi:server`.

A browser socket occupies a thread, so there are more threads than sockets. One worker is enough; several are allowed.
"""

import gc
import os
import sys
from types import FrameType

from dotenv import dotenv_values
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.test import Client

from dashboard_app.live import send_everybody_away
from db.environment import integer

_FOR_PAGES = 50
_env = {**{name: value or "" for name, value in dotenv_values(".env").items()}, **os.environ}

bind = f"0.0.0.0:{integer(_env, 'PORT', 8050, minimum=0, maximum=65535)}"
control_socket_disable = True  # it would leave a file in the home folder, one for all servers
workers = integer(_env, "WEB_WORKERS", 1, minimum=1, maximum=64)
worker_class = "dashboard_app.gunicorn.WebWorker"
threads = max(300, integer(_env, "LIVE_SOCKETS", 250, minimum=1, maximum=5000) + _FOR_PAGES)
worker_connections = max(1000, 2 * threads)
graceful_timeout = 3
timeout = 60
keepalive = 30
limit_request_line = 8190
# A thread that reads or writes has to get back in line behind one that computes, for this long each time. The hub of the live channel
# writes to every browser: with Python's 5 ms, five hundred of them would hear up to 2.5 s later whenever a page is being made.
SWITCH_SECONDS = 0.0005
preload_app = False  # every worker makes its own connections, threads and hub


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def load_wsgi(self) -> None:
        super().load_wsgi()
        sys.setswitchinterval(SWITCH_SECONDS)
        Client(self.wsgi).get(
            "/health/live"
        )  # Dash sets itself up at the first request, and not for two at once
        gc.collect()
        gc.freeze()  # what start-up made stays for good; walking it again would stop all answers for a tenth of a second
        gc.collect()  # or the collector would compare what answers leave with all that, and let a quarter of it gather

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Browsers are sent to the next process at once; else their open sockets would use up the graceful timeout."""
        send_everybody_away()
        super().handle_exit(sig, frame)
