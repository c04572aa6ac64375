"""Recordings that belong to no call: a restored backup leaves those of calls that it does not have, and a restored folder
brings back those that were deleted. Neither retention nor an erasure would find them.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, Recording
from db.sound.store import RecordingStore

IDS_PER_QUERY = 5_000


def strays(session: Session, keys: Iterable[str]) -> list[str]:
    """Of files that are named like ours, those of unknown calls and of recordings that were deleted. List the files first: a
    recording may be stored meanwhile, but its call is known before.
    """
    calls = {key: call for key in keys if (call := call_of(key)) is not None}
    ids = sorted(set(calls.values()))
    wanted: set[UUID] = set()
    for first in range(0, len(ids), IDS_PER_QUERY):
        wanted |= calls_with_sound(session, ids[first : first + IDS_PER_QUERY])
    return sorted(key for key, call in calls.items() if call not in wanted)


def calls_with_sound(session: Session, ids: list[UUID]) -> set[UUID]:
    found = (
        select(Conversation.id)
        .outerjoin(Recording, Recording.conversation_id == Conversation.id)
        .where(Conversation.id.in_(ids), Recording.status.is_distinct_from("deleted"))
    )
    return set(session.scalars(found))


def call_of(key: str) -> UUID | None:
    """None for a file of somebody else's."""
    try:
        return UUID(key.rpartition("/")[2].partition(".")[0])
    except ValueError:
        return None


def delete_strays(store: RecordingStore, keys: Iterable[str]) -> None:
    for key in keys:
        store.delete(key)
