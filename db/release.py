"""`python -m db.release`: migrate the database to this version. Run it before new processes start; it is safe to run twice."""

import contextlib
import json
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.actions.organizations import ensure_first_organization, write_out_feasts
from db.actions.recounting import add_missing
from db.actions.rollups import sum_up
from db.actions.users import ensure_first_administrator
from db.database import Database
from db.environment import ConfigurationError
from db.logs import configure_logging
from db.process_environment import process_environment, warn_of_misspelt
from db.revision import known_revisions, newer_version, revision_of
from db.settings import DbSettings

log = logging.getLogger(__name__)
RELEASE_LOCK = 0x0E7E28
PAUSE_SECONDS = 0.5
CONFIGURATION = Path(__file__).parent.parent / "pyproject.toml"


class NewerDatabaseError(Exception):
    """A newer version has migrated the database."""


def release(env: Mapping[str, str]) -> dict[str, str | None]:
    """Migrates, and creates the first organization and administrator if there is none; returns the sign-in, if new."""
    database = Database(DbSettings.from_environment(env, required=("DATABASE_URL",)))
    try:
        with alone(database):
            refuse_newer(database)
            migrate(database)
            with database.transaction() as session:
                ensure_first_organization(session)
                log.info("facts derived calls=%d", sum(add_missing(session)))
                log.info("months summed up count=%d", sum_up(session, now=datetime.now(UTC)))
                write_out_feasts(session, today=datetime.now(UTC).date())
            email, password = ensure_first_administrator(database, env)
    finally:
        database.close()
    return {"email": email, "password": password}


@contextlib.contextmanager
def alone(database: Database) -> Iterator[None]:
    """Two releases at once wait for each other, for as long as it takes.

    They ask again and again: a statement that waits for the lock would hold a snapshot, and the other's CREATE INDEX
    CONCURRENTLY waits for every snapshot.
    """
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        lock = {"lock": RELEASE_LOCK}
        if not guard.scalar(text("SELECT pg_try_advisory_lock(:lock)"), lock):
            log.info("waiting for another release")
            while not guard.scalar(text("SELECT pg_try_advisory_lock(:lock)"), lock):
                time.sleep(PAUSE_SECONDS)
        try:
            yield
        finally:  # the connection returns to its pool, which would keep the lock
            guard.execute(text("SELECT pg_advisory_unlock(:lock)"), lock)


def refuse_newer(database: Database) -> None:
    with database.reading() as session:
        found = revision_of(session)
    if found is not None and found not in known_revisions():
        raise NewerDatabaseError(newer_version(found))


def migrate(database: Database, revision: str = "head") -> None:
    config = Config(toml_file=str(CONFIGURATION))
    config.attributes["engine"] = database.engine
    command.upgrade(config, revision)
    log.info("database migrated revision=%s", revision)


def main() -> None:
    try:
        env = process_environment()
        configure_logging(env)
        warn_of_misspelt(env)
        sign_in = release(env)
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")
    except NewerDatabaseError as error:
        sys.exit(f"Nothing was changed: {error}")
    except OperationalError as error:
        reason = str(error.orig).strip()
        sys.exit(f"The database cannot be used: {reason}\nCheck DATABASE_URL, or start PostgreSQL")
    sys.stdout.write(json.dumps(sign_in) + "\n")


if __name__ == "__main__":
    main()
