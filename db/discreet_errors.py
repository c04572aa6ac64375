"""Errors of the database without what was written.

PostgreSQL quotes the whole row that it refuses, its driver the statement with its values, SQLAlchemy the parameters: words and numbers
of callers. Errors end in the log, and those of jobs in Redis, where no erasure would find them.
"""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext


def leave_out_values(engine: Engine) -> None:
    """Only the first line of what PostgreSQL says is kept: what is wrong, and with which column or constraint."""
    event.listen(engine, "handle_error", _shorten)


def _shorten(context: ExceptionContext) -> None:
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).splitlines()[0], *error.args[1:])
