"""Data about calls outside the tables: Redis keys that live for hours, facts that wait on disk, and a file of those that the database
rejected. The bridge writes them; an erasure must delete them too.
"""

import fcntl
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import redis

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 2.0
REJECTED = "rejected"  # file of rejected facts, one per line, for a person to inspect
Memory = Literal["so-far", "briefing", "native", "next", "told", "rung", "over"]


def key_of_call(call_sid: str, what: Memory) -> str:
    return f"call:{call_sid}:{what}"


def forget_calls(redis_url: str, data_dir: Path, call_sids: Iterable[str]) -> None:
    """Raises OSError if the file cannot be written. If Redis is unavailable, its keys expire by themselves within hours."""
    gone = list(call_sids)
    if not gone:
        return
    _forget_facts(data_dir / "spool" / REJECTED, [one.encode() for one in gone])
    keys = [key_of_call(one, what) for one in gone for what in get_args(Memory)]
    try:
        with redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
        ) as store:
            store.delete(*keys)
            _write_file_anew(store)
    except redis.RedisError as error:
        log.warning("erased calls are in Redis until their keys expire calls=%d error=%s", len(gone), error)


def awaited_calls(data_dir: Path) -> set[str]:
    """The carrier's ids of calls whose facts are on this machine's disk and not in the database, or were when it was asked."""
    spool = data_dir / "spool"
    return {sid for path in (*spool.glob("*.jsonl"), spool / REJECTED) for sid in _calls_in(path)}


def _calls_in(path: Path) -> set[str]:
    """Empty where another process has written the file to the database meanwhile. The last line may be half written."""
    found = set()
    with suppress(FileNotFoundError), path.open("rb") as lines:
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                found.add(str(json.loads(line)["call_sid"]))
    return found


def _write_file_anew(store: redis.Redis) -> None:
    """Redis' append-only file contains deleted values until it is rewritten. Ignores that a rewrite is running or not
    permitted.
    """
    with suppress(redis.ResponseError):
        if store.info("persistence").get("aof_enabled"):
            store.bgrewriteaof()


def _forget_facts(path: Path, call_sids: list[bytes]) -> None:
    if not path.exists():
        return
    with path.open("r+b") as file, locked(file):
        kept = [line for line in file if not any(one in line for one in call_sids)]
        file.seek(0)
        file.truncate()
        file.writelines(kept)


@contextmanager
def locked(file: BinaryIO) -> Iterator[None]:
    """Locks the file against other processes that add or remove lines."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
        file.flush()
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
