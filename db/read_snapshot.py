"""A snapshot of the database shared by all reads of a piece of work: one connection, one transaction, one moment.

A page that asks for twenty figures sees them at the same moment and begins one transaction, not twenty. The snapshot ends
with the first write, because later reads must see it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

Reading = Callable[[], AbstractContextManager[Session]]


class Snapshot:
    """Used by one thread only."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._session: Session | None = None

    def session(self, reading: Reading) -> Session:
        if self._session is None:
            self._session = self._stack.enter_context(reading())
        return self._session

    def end(self) -> None:
        """The next read sees what is there then."""
        self._session = None
        self._stack.close()


_current: ContextVar[Snapshot | None] = ContextVar("shared_snapshot", default=None)


@contextmanager
def shared_snapshot() -> Iterator[None]:
    snapshot = Snapshot()
    token = _current.set(snapshot)
    try:
        yield
    finally:
        _current.reset(token)
        snapshot.end()


def current_snapshot() -> Snapshot | None:
    return _current.get()
