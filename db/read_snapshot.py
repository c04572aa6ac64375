"""A view of the database that all reads of a piece of work share: one connection, one transaction, one moment.

The page that asks for twenty figures sees them of the same moment, and does not begin twenty transactions. It lasts until something
is written, which later reads have to see.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

Reading = Callable[[], AbstractContextManager[Session]]


class Snapshot:
    """Of one thread."""

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
