"""Whether the database schema is at the version of this code."""

import functools
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).parent / "migrations"


@functools.cache
def head_revision() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def revision_gap(session: Session) -> str:
    """Empty if the schema is up to date."""
    found = session.scalar(text("SELECT version_num FROM alembic_version"))
    return "" if found == head_revision() else f"the database is at {found}, the code at {head_revision()}"
