"""gunicorn for the web process: `gunicorn -c python:dashboard_app.gunicorn wsgi:server`.

A browser socket occupies a thread, so there are more threads than sockets. One worker is enough; several are allowed.
"""

import gc
import sys
from types import FrameType

from gunicorn.workers.gthread import ThreadWorker
from werkzeug.test import Client

from dashboard_app.live import send_everybody_away
from db.environment import integer
from db.process_environment import process_environment

_FOR_PAGES = 50
_env = process_environment()

bind = f"0.0.0.0:{integer(_env, 'PORT', 8050, minimum=0, maximum=65535)}"
control_socket_disable = True  # it would leave a file in the home directory, shared by all servers
logger_class = "db.server_log.ServerLog"
workers = integer(_env, "WEB_WORKERS", 1, minimum=1, maximum=64)
worker_class = "dashboard_app.gunicorn.WebWorker"
threads = max(300, integer(_env, "LIVE_SOCKETS", 250, minimum=1, maximum=5000) + _FOR_PAGES)
worker_connections = max(1000, 2 * threads)
graceful_timeout = 3
timeout = 60
keepalive = 30
limit_request_line = 8190
# A thread doing I/O waits for the GIL behind a computing one for this long each time. The live channel's hub
# writes to every browser: with Python's default of 5 ms, five hundred of them would hear up to 2.5 s late whenever a page is rendered.
SWITCH_SECONDS = 0.0005
preload_app = False  # every worker has its own connections, threads and hub


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def load_wsgi(self) -> None:
        super().load_wsgi()
        sys.setswitchinterval(SWITCH_SECONDS)
        # Dash sets itself up at the first request, and cannot for two at once.
        Client(self.wsgi).get("/health/live")
        gc.collect()
        gc.freeze()  # start-up objects are permanent; traversing them again would pause all responses for a tenth of a second
        gc.collect()  # otherwise the collector would wait until a quarter of that amount has accumulated

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Sends browsers to the next process at once; their open sockets would otherwise use up the graceful timeout."""
        send_everybody_away()
        super().handle_exit(sig, frame)
