"""Whether the database schema is at the version of this code."""

import functools
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATE = "run `python -m db.release`"
GO_ON_OR_BACK = "start the newer version, or undo its migrations with it, as docs/operations.md says"


@functools.cache
def known_revisions() -> tuple[str, ...]:
    """The newest first."""
    return tuple(one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def revision_gap(session: Session) -> str:
    """Empty if the schema is up to date; otherwise what to do."""
    newest, *earlier = known_revisions()
    found = revision_of(session)
    if found == newest:
        return ""
    if found is None:
        return f"the database is empty: {MIGRATE}"
    if found in earlier:
        return f"the database is at {found}, the code at {newest}: {MIGRATE}"
    return newer_version(found)


def newer_version(revision: str) -> str:
    return f"the database is at {revision}, which this version does not know: {GO_ON_OR_BACK}"


def revision_of(session: Session) -> str | None:
    """None for a database without tables of ours."""
    if session.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    return found
