"""A view of the database that all reads of a piece of work share: one connection, one transaction, one moment.

The page that asks for twenty figures sees them of the same moment, and does not begin twenty transactions. It lasts until something
is written, which later reads have to see.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

Reading = Callable[[], AbstractContextManager[Session]]


class OneView:
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


_current: ContextVar[OneView | None] = ContextVar("one_view", default=None)


@contextmanager
def one_view() -> Iterator[None]:
    view = OneView()
    token = _current.set(view)
    try:
        yield
    finally:
        _current.reset(token)
        view.end()


def current_view() -> OneView | None:
    return _current.get()
