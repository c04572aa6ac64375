"""Whether a database that answers would take something as well: not one that has become a standby, or whose disk is full."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.errors import is_of_the_server

READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean")
# More rows than fit into that memory: PostgreSQL puts some hundred kilobytes of them on its disk for a moment. A row that is
# written and taken back would often find room in a page that is there, and prove nothing.
SMALL_MEMORY = text("SET LOCAL work_mem = '64kB'")
FILLS_A_FILE = text("SELECT count(*) FROM generate_series(1, 30000)")


def why_nothing_is_taken(session: Session) -> str:
    """Empty if there is no reason. For the snapshot of a `Database.reading`, which has failed if there is one."""
    if session.scalar(READ_ONLY):
        return "it is a standby, or set to be read-only"
    session.execute(SMALL_MEMORY)
    try:
        session.scalar(FILLS_A_FILE)
    except DBAPIError as error:
        if not is_of_the_server(error):
            raise
        return str(error.orig).strip().splitlines()[0]
    return ""
