"""The load of others during a measurement: cores that were busy with neither the bench nor its database, and those that the host took."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from tests.load.machine import Reading, read_cpu, tree


@contextmanager
def foreign_load(engine: Engine) -> Iterator[Callable[[], str]]:
    """Yields a function that describes the load since the start. A process that ends in between counts as foreign."""
    postgres = postmaster(engine)

    def read() -> Reading:
        return read_cpu([*tree(os.getpid()), *tree(postgres)])

    before = read()

    def describe() -> str:
        now = read()
        elapsed = now.at - before.at
        foreign = max(now.machine - before.machine - (now.used - before.used), 0.0) / elapsed
        stolen = (now.stolen - before.stolen) / elapsed
        return f"others used {foreign:.2f} of {os.cpu_count()} cores, the host took {stolen:.2f}"

    yield describe


def postmaster(engine: Engine) -> int:
    """0, which is nobody, where the database runs on another machine."""
    with engine.connect() as connection:
        backend = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    stat = Path(f"/proc/{backend}/stat")
    return int(stat.read_text().rsplit(")", 1)[1].split()[1]) if stat.exists() else 0
