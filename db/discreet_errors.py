"""Removes stored values from database errors.

PostgreSQL quotes the whole row that it rejects, the driver the statement with its values, SQLAlchemy the parameters: personal data
of callers. Errors go to the log, and those of jobs to Redis, where an erasure would not find them.
"""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext


def redact_values(engine: Engine) -> None:
    """Keeps only the first line of PostgreSQL's message: the error, and the column or constraint."""
    event.listen(engine, "handle_error", _shorten)


def _shorten(context: ExceptionContext) -> None:
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).splitlines()[0], *error.args[1:])
