"""What a `flask` command says when a server that it needs is away: a line with what to do, instead of a stack trace."""

import sys
from types import TracebackType

import redis

from db.errors import DATABASE_AWAY

ADVICE = "`flask doctor` says what else is wrong"


def tell_in_a_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """As `sys.excepthook`; the command ends with 1 all the same. Anything else is a bug, whose trace is wanted."""
    if isinstance(error, DATABASE_AWAY):
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        sys.stderr.write(f"The database cannot be used: {reason}\nCheck DATABASE_URL; {ADVICE}\n")
    elif isinstance(error, redis.ConnectionError | redis.TimeoutError):
        sys.stderr.write(f"Redis cannot be used: {error}\nCheck REDIS_URL; {ADVICE}\n")
    else:
        sys.__excepthook__(kind, error, trace)
