"""The database and its transactions. A change and its events are one transaction; events go out after the commit."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.actions.call_facts import refresh_touched
from db.actions.events import insert_recorded, mark_delivered, take_undelivered
from db.channel import Channel, Event
from db.columns.within import copy_within
from db.discreet_errors import redact_values
from db.read_snapshot import current_snapshot
from db.settings import DbSettings

if TYPE_CHECKING:
    from db.columns.refresher import Refresher


log = logging.getLogger(__name__)
# JIT compilation of a statement takes longer than any of ours runs.
OPTIONS = "-c timezone=UTC -c lock_timeout=10000 -c jit=off"


def engine_of(settings: DbSettings) -> Engine:
    """Without a connection yet. It remembers each statement that it has compiled."""
    engine = create_engine(
        settings.database_url,
        pool_size=settings.pool_size,
        max_overflow=settings.pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 3, "options": OPTIONS},
        hide_parameters=True,
    )
    redact_values(engine)
    return engine


@lru_cache(maxsize=1)
def kept_engine(settings: DbSettings) -> Engine:
    """The same for the whole process and for its forks, which inherit the statements that it has compiled."""
    return engine_of(settings)


class Database:
    """Thread-safe; make one per process, after any fork. A given `engine` may be older, if it has no connection at the fork."""

    def __init__(self, settings: DbSettings, engine: Engine | None = None) -> None:
        self.settings = settings
        self.engine = engine or engine_of(settings)
        # The driver sends these with BEGIN, which saves a round trip per snapshot.
        self._views = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.channel = Channel(settings.redis_url)
        self.columns: Refresher | None = None

    def keep_columns(self) -> "Refresher":
        """For processes that show figures (see `db.columns`); others never import it. Start the returned refresher, or
        refresh it yourself.
        """
        from db.columns.refresher import Refresher

        self.columns = Refresher(self.reading)
        return self.columns

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commits at the end of the block, rolls back on an exception. Ends a shared snapshot (`shared_snapshot`)."""
        if view := current_snapshot():
            view.end()
        with Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
                events = complete(session)
            if events and self.channel.publish(events):
                note_delivered(session, events)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent snapshot for all reads of the block, and of enclosing blocks that share one."""
        view = current_snapshot()
        if view is None:
            with self._own_view() as session:
                yield session
            return
        try:
            yield view.session(self._own_view)
        except BaseException:
            view.end()  # its transaction may have failed
            raise

    @contextlib.contextmanager
    def glance(self) -> Iterator[Session]:
        """For a single read: needs no transaction."""
        with Session(self._single) as session:
            yield session

    @contextlib.contextmanager
    def _own_view(self) -> Iterator[Session]:
        with Session(self._views) as session, session.begin(), copy_within(session, self.columns):
            yield session

    def publish_missed(self, *, older_than_seconds: float) -> int | None:
        """Publishes, in order, events that were committed but never published. Returns how many, None if Redis does not take them.
        Several processes may do so at once: each takes rows that no other has locked.
        """
        with self.transaction() as session:
            events = take_undelivered(session, older_than_seconds=older_than_seconds)
            if not events:
                return 0
            if not self.channel.publish(events):
                return None
            mark_delivered(session, ids=[event.id for event in events])
        log.info("events published late count=%d first=%d last=%d", len(events), events[0].id, events[-1].id)
        return len(events)

    def ping(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        if self.columns is not None:
            self.columns.close()
        self.engine.dispose()
        self.channel.close()


def complete(session: Session) -> list[Event]:
    """What a transaction does last: derives the figures of what it has changed, and inserts its events."""
    refresh_touched(session)
    return insert_recorded(session)


def note_delivered(session: Session, events: Sequence[Event]) -> None:
    """Never raises: the change itself is committed, and an event that comes twice is dropped by those who read it."""
    try:
        with session.begin():
            mark_delivered(session, ids=[event.id for event in events])
    except SQLAlchemyError as error:
        name = type(getattr(error, "orig", error)).__name__
        log.warning("events will be published again count=%d error=%s", len(events), name)
