"""What `flask doctor` says of the database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from db.database import Database
from db.doctor import examine_database, remedy


@pytest.fixture
def read_only(database: Database) -> Iterator[Database]:
    """As a standby is after a failover, and a hosted server whose disk is full."""
    name = database.settings.database_url.database
    with database.engine.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    later = Database(database.settings)
    yield later
    later.close()
    with database.engine.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))


@pytest.fixture
def full(database: Database) -> Iterator[Database]:
    """Its disk takes no file more, by PostgreSQL's own limit: what it says is of the same class as of a full disk."""
    name = database.settings.database_url.database
    with database.engine.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET temp_file_limit = 0'))
    later = Database(database.settings)
    yield later
    later.close()
    with database.engine.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" RESET temp_file_limit'))


@pytest.fixture
def crowded(database: Database) -> Iterator[Database]:
    """Connects as a role that may not."""
    with database.engine.begin() as connection:
        connection.execute(text("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0"))
    url = database.settings.database_url.set(username="crowded")
    yield Database(replace(database.settings, database_url=url))
    with database.engine.begin() as connection:
        connection.execute(text("DROP ROLE crowded"))


def test_one_that_answers(database: Database) -> None:
    assert examine_database(database).is_well


def test_one_that_is_away(database: Database) -> None:
    url = database.settings.database_url.set(database="away")

    finding = examine_database(Database(replace(database.settings, database_url=url)))

    assert not finding.is_well
    assert "check the names of user and database" in finding.advice


def test_one_that_takes_nothing(read_only: Database) -> None:
    finding = examine_database(read_only)

    assert not finding.is_well
    assert "takes nothing" in finding.advice


def test_one_without_room(full: Database) -> None:
    finding = examine_database(full)

    assert not finding.is_well
    assert "Make room on its disk" in finding.advice


def test_one_with_too_many_connections_is_not_to_be_started(crowded: Database) -> None:
    finding = examine_database(crowded)

    assert not finding.is_well
    assert "too many connections for role" in finding.advice
    assert "raise its CONNECTION LIMIT" in finding.advice


@pytest.mark.parametrize(
    ("reason", "mended"),
    [
        pytest.param("FATAL:  sorry, too many clients already", "max_connections", id="too many clients"),
        pytest.param(
            "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
            "max_connections",
            id="only the reserved are left",
        ),
        pytest.param('FATAL:  password authentication failed for user "a"', "the password", id="password"),
        pytest.param('FATAL:  no pg_hba.conf entry for host "10.0.0.9"', "pg_hba.conf", id="not let in"),
        pytest.param('FATAL:  role "autobox" does not exist', "create what is missing", id="no such role"),
        pytest.param("FATAL:  the database system is starting up", "ask again", id="starting"),
        pytest.param("Connection refused", "start PostgreSQL", id="nobody there"),
    ],
)
def test_what_mends_a_refused_connection(reason: str, mended: str) -> None:
    assert mended in remedy(reason)
