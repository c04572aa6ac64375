"""A long answer breaks off when whoever asked for it may not ask any more: a file of all calls takes as long as its reader does."""

import errno
import logging
import time
from collections.abc import Iterator
from typing import TypeVar

from db.database import Database
from db.errors import DATABASE_AWAY
from db.queries.passes import Pass, worthless_passes

log = logging.getLogger(__name__)
CHECK_SECONDS = 2.0
Part = TypeVar("Part", str, bytes)


def while_allowed(parts: Iterator[Part], came_with: Pass, database: Database) -> Iterator[Part]:
    """The reader sees that the answer is not whole: its end is missing."""
    checked_at = time.monotonic()
    for part in parts:
        if time.monotonic() - checked_at >= CHECK_SECONDS:
            if is_worthless(came_with, database):
                log.warning("answer broken off, nobody may read it any more user=%s", came_with.user_id)
                # As of a reader who has gone: the server cuts the line, and it is no fault of ours.
                raise ConnectionResetError(errno.ECONNRESET, "the session is over")
            checked_at = time.monotonic()
        yield part


def is_worthless(came_with: Pass, database: Database) -> bool:
    try:
        with database.glance() as glance:
            return came_with in worthless_passes(glance, {came_with})
    except DATABASE_AWAY:
        return False
