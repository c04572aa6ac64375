"""Database errors for code that answers requests and must not import SQLAlchemy."""

from sqlalchemy import exc

QUERY_CANCELED = "57014"
DATABASE_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)


def took_too_long(error: Exception) -> bool:
    """Whether the error is only a query that was cancelled at its time limit."""
    return getattr(getattr(error, "orig", None), "pgcode", None) == QUERY_CANCELED
