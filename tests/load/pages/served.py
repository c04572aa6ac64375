"""The product as production serves it, which also writes down how long each request took: `gunicorn tests.load.pages.served:server`."""

import os
import threading
import time
from pathlib import Path

from db.columns.copy import Snapshot
from tests.load.pages.timing import Spent, Watch
from wsgi import create_app

TIMINGS = "BENCH_TIMINGS"  # the file that the lines go to

server = create_app("server")
_watch = Watch(server, server.extensions["database"].engine, Path(os.environ[TIMINGS]))
_rows = Snapshot.rows


def _counted(self: Snapshot, statement: object) -> list[tuple[object, ...]]:
    with _watch.spending(Spent.COPY):
        return _rows(self, statement)  # type: ignore[arg-type]


Snapshot.rows = _counted  # type: ignore[method-assign, assignment]


def _tell_copied() -> None:
    """A second round waits for the first, which the process has begun by itself."""
    began = time.perf_counter()
    columns = server.extensions["database"].columns
    columns.refresh()
    _watch.write({"copied": columns.copy is not None, "seconds": round(time.perf_counter() - began, 1)})


threading.Thread(target=_tell_copied, name="bench", daemon=True).start()
