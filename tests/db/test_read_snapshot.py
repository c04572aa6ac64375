"""That what shares a view sees one moment, until something is written."""

import pytest
from sqlalchemy import text

from db.database import Database
from db.read_snapshot import shared_snapshot

BACKEND = text("SELECT pg_backend_pid(), txid_current_snapshot()")
WRITE = text("SELECT txid_current()")


def view_of(database: Database) -> tuple[int, str]:
    with database.reading() as session:
        return tuple(session.execute(BACKEND).one())  # type: ignore[return-value]


def write(database: Database) -> None:
    with database.transaction() as session:
        session.execute(WRITE)


def test_reads_share_a_view(database: Database) -> None:
    with shared_snapshot():
        first = view_of(database)
        assert view_of(database) == first


def test_reads_by_themselves_see_what_is_there_then(database: Database) -> None:
    first = view_of(database)
    write(database)
    assert view_of(database)[1] != first[1]


def test_what_was_written_is_seen(database: Database) -> None:
    with shared_snapshot():
        first = view_of(database)
        write(database)
        assert view_of(database)[1] != first[1]


def test_a_read_that_fails_does_not_spoil_the_next(database: Database) -> None:
    with shared_snapshot():
        with pytest.raises(Exception, match="division by zero"), database.reading() as session:
            session.execute(text("SELECT 1 / 0"))
        assert view_of(database)


def test_the_connection_is_given_back(database: Database) -> None:
    with shared_snapshot():
        view_of(database)
        assert database.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
