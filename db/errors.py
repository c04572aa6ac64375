"""Database errors for code that answers requests and must not import SQLAlchemy."""

from sqlalchemy import exc

DATABASE_ERROR = exc.SQLAlchemyError  # whatever it refuses, also while it is read-only or not migrated
QUERY_CANCELED = "57014"
DATABASE_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
# Classes of PostgreSQL's codes: connection, deadlock, resources (its disk is full), locks, an operator's doing, its machine.
OF_THE_SERVER = ("08", "40", "53", "55", "57", "58")
READ_ONLY = "25006"  # a standby after a failover; a hosted database whose disk is nearly full


def took_too_long(error: Exception) -> bool:
    """Whether the error is only a query that was cancelled at its time limit."""
    return getattr(getattr(error, "orig", None), "pgcode", None) == QUERY_CANCELED


def is_of_the_server(error: Exception) -> bool:
    """Whether the same statement may succeed later: what was to be written is not what was refused."""
    code = str(getattr(getattr(error, "orig", None), "pgcode", None) or "")
    return code[:2] in OF_THE_SERVER or code == READ_ONLY
