"""What is said of a database that is not at this version: what to do is another thing where it is ahead."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from db.database import Database
from db.revision import GO_ON_OR_BACK, MIGRATE, known_revisions, revision_gap
from tests.conftest import ROOT

AHEAD = "0123456789ab"


@pytest.fixture
def at(database: Database) -> Iterator[Database]:
    """May be brought to another revision in name; is back at its own afterwards."""
    yield database
    with database.engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32) PRIMARY KEY)")
        )
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:here)"), {"here": known_revisions()[0]})


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        pytest.param("SELECT", "", id="up to date"),
        pytest.param(
            f"UPDATE alembic_version SET version_num = '{known_revisions()[1]}'", MIGRATE, id="older"
        ),
        pytest.param(f"UPDATE alembic_version SET version_num = '{AHEAD}'", GO_ON_OR_BACK, id="newer"),
        pytest.param("DELETE FROM alembic_version", MIGRATE, id="undone to the beginning"),
        pytest.param("ALTER TABLE alembic_version RENAME TO another", MIGRATE, id="empty"),
    ],
)
def test_what_to_do(at: Database, statement: str, told: str) -> None:
    with at.engine.begin() as connection:
        connection.execute(text(statement))
    with at.reading() as session:
        gap = revision_gap(session)
    with at.engine.begin() as connection:
        connection.execute(text("ALTER TABLE IF EXISTS another RENAME TO alembic_version"))

    assert bool(gap) is bool(told)
    assert gap.endswith(told)


def test_the_release_of_an_older_version_changes_nothing(at: Database, environment: dict[str, str]) -> None:
    with at.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{AHEAD}'"))
    release = [sys.executable, "-m", "db.release"]

    done = subprocess.run(release, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)

    assert done.returncode == 1
    assert f"Nothing was changed: the database is at {AHEAD}" in done.stderr
    assert "Traceback" not in done.stderr
