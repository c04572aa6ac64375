"""What `flask doctor` says of the database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from db.database import Database
from db.doctor import examine_database


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


def test_one_that_answers(database: Database) -> None:
    assert examine_database(database).is_well


def test_one_that_is_away(database: Database) -> None:
    url = database.settings.database_url.set(database="away")

    finding = examine_database(Database(replace(database.settings, database_url=url)))

    assert not finding.is_well
    assert "Check DATABASE_URL, or start PostgreSQL" in finding.advice


def test_one_that_takes_nothing(read_only: Database) -> None:
    finding = examine_database(read_only)

    assert not finding.is_well
    assert "takes nothing" in finding.advice
