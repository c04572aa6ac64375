"""Migrations: reversible on data, in step with the models, and without locks that stop a running system."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, inspect, text

from db import release
from db.actions.organizations import ensure_first_organization
from db.actions.recounting import add_missing
from db.database import Database
from db.settings import DbSettings
from tests.conftest import ROOT, alembic_config, migrate
from tests.programs import Program

SQUAWK = Path(sys.executable).parent / "squawk"
# Positions and milliseconds of one call stay far below 2^31, hours and percents below 2^15; the one varchar is in Alembic's own table.
ALLOWED = "prefer-bigint-over-int,prefer-bigint-over-smallint,prefer-text-field"


@pytest.fixture
def fresh(database_url: URL, redis_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database of its own, with nothing in it."""
    server = Database(DbSettings(database_url, redis_url, tmp_path))
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations"))
        connection.execute(text("CREATE DATABASE migrations"))
    database = Database(DbSettings(database_url.set(database="migrations"), redis_url, tmp_path))
    yield database
    database.close()
    server.close()


def test_every_migration_goes_up_down_and_up_again_on_data(fresh: Database) -> None:
    migrate(fresh)
    with fresh.transaction() as session:
        ensure_first_organization(session)

    for revision in ScriptDirectory.from_config(alembic_config(fresh)).walk_revisions():
        command.downgrade(alembic_config(fresh), revision.down_revision or "base")
        migrate(fresh)
    command.downgrade(alembic_config(fresh), "base")

    assert inspect(fresh.engine).get_table_names() == ["alembic_version"]


def test_alembic_alone_reads_the_settings_file(fresh: Database, tmp_path: Path) -> None:
    url = fresh.settings.database_url.render_as_string(hide_password=False)
    (tmp_path / ".env").write_text(f"DATABASE_URL={url}\nREDIS_URL=redis://unused\n")
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    env.pop("PYTHONPATH", None)
    alembic = [Path(sys.executable).parent / "alembic", "-c", str(ROOT / "pyproject.toml"), "current"]

    found = subprocess.run(alembic, cwd=tmp_path, env=env, capture_output=True, text=True)

    assert found.returncode == 0, found.stderr


def test_two_releases_at_once_wait_for_each_other(fresh: Database, environment: dict[str, str]) -> None:
    url = fresh.settings.database_url.render_as_string(hide_password=False)
    both = [Program("-m", "db.release", environment={**environment, "DATABASE_URL": url}) for _ in range(2)]

    codes = [one.ended() for one in both]

    said = [one.said() for one in both]
    assert codes == [0, 0], said
    # One administrator, told once.
    assert sorted('"password": null' in words for words in said) == [
        False,
        True,
    ]


def test_a_migration_that_fails_leaves_no_lock_behind(fresh: Database) -> None:
    with pytest.raises(CommandError), release.alone(fresh):
        release.migrate(fresh, "no-such-revision")

    with fresh.engine.connect() as connection:
        locks = connection.scalar(
            text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        )
    assert locks == 0


def test_migrations_are_in_step_with_the_models(fresh: Database) -> None:
    migrate(fresh)
    command.check(alembic_config(fresh))


def test_numbers_that_were_withheld_are_told_apart_from_numbers(fresh: Database) -> None:
    """Their facts are derived by the newest schema, as those of old ones no longer can be, and brought back to the one before."""
    migrate(fresh)
    with fresh.transaction() as session:
        ensure_first_organization(session)
        for number, phone in enumerate(("+266696687", "+266696687", "+34600111222")):
            call = f"CA{number:032x}", phone, uuid.uuid4()
            session.execute(
                text(
                    "INSERT INTO conversations (id, organization_id, twilio_call_sid, direction, phone_number, status, started_at)"
                    " SELECT :id, id, :sid, 'inbound', :phone, 'ringing', now() FROM organizations"
                ),
                dict(zip(("sid", "phone", "id"), call, strict=True)),
            )
        list(add_missing(session))
    command.downgrade(alembic_config(fresh), "f18a6c3d9e52")

    migrate(fresh)
    with fresh.transaction() as session:
        list(add_missing(session))

    with fresh.reading() as session:
        facts = session.execute(text("SELECT phone_number, has_number, is_repeat FROM call_facts ORDER BY 1"))
        assert facts.all() == [("+34600111222", True, False), *[("anonymous", False, False)] * 2]


def test_migrations_take_no_lock_that_stops_a_running_system(
    environment: dict[str, str], tmp_path: Path
) -> None:
    render = [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"]
    sql = subprocess.run(render, env=environment, check=True, capture_output=True, text=True).stdout
    patience = next(line for line in sql.splitlines() if line.startswith("SET lock_timeout"))
    for number, transaction in enumerate(sql.split("COMMIT;")[:-1]):  # settings are the session's: they last
        (tmp_path / f"{number}.sql").write_text(f"{patience}\n{transaction}COMMIT;")

    squawk = subprocess.run(
        [SQUAWK, f"--exclude={ALLOWED}", *sorted(map(str, tmp_path.glob("*.sql")))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert squawk.returncode == 0, squawk.stdout
