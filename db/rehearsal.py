"""A rehearsal on the real database: whatever it writes is taken back, and nobody else ever sees it or is told of it."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from db.actions.events import mark_delivered
from db.database import Database, complete


class Rehearsal(Database):
    """All sessions share one connection. A process that is killed in between leaves nothing either: nothing was committed."""

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database.settings, database.engine)
        self._connection = connection

    @contextlib.contextmanager
    def prepared(self) -> Iterator[Session]:
        """What is written here stays until the end of the rehearsal. Events of it are not even inserted."""
        with self._session() as session:
            yield session
            session.flush()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """Taken back at the end of the block, with the locks that it has taken: real calls may wait for them."""
        with self._connection.begin_nested() as nested:
            try:
                with self._session() as session:
                    yield session
                    events = complete(session)
                    mark_delivered(session, ids=[event.id for event in events])
            finally:
                nested.rollback()

    @contextlib.contextmanager
    def _own_view(self) -> Iterator[Session]:
        with self._session() as session:
            yield session

    def _session(self) -> Session:
        return Session(self._connection, expire_on_commit=False, join_transaction_mode="rollback_only")


@contextlib.contextmanager
def rehearsal(database: Database) -> Iterator[Rehearsal]:
    with database.engine.connect() as connection, connection.begin() as whole:
        try:
            yield Rehearsal(database, connection)
        finally:
            whole.rollback()
