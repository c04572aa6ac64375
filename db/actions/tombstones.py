"""Remembers that a call was erased, without storing the call: late reports about it are dropped."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

MAKE_SALT = text(
    "INSERT INTO erasure_salt (salt) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
    " ON CONFLICT DO NOTHING"
)
INSERT_ERASED = text(
    "INSERT INTO erased_calls (digest, erasure_id)"
    " SELECT sha256(salt || uuid_send(id)), :erasure_id"
    " FROM unnest(CAST(:ids AS uuid[])) AS gone (id), erasure_salt ON CONFLICT DO NOTHING"
)
ERASED = text(
    "SELECT id FROM unnest(CAST(:ids AS uuid[])) AS asked (id), erasure_salt"
    " JOIN LATERAL (SELECT FROM erased_calls WHERE digest = sha256(salt || uuid_send(id))) AS known ON true"
)


def remember_erased(session: Session, *, erasure_id: UUID, conversation_ids: Collection[UUID]) -> None:
    session.execute(MAKE_SALT)
    ids = [str(one) for one in conversation_ids]
    session.execute(INSERT_ERASED, {"erasure_id": erasure_id, "ids": ids})


def erased_among(session: Session, conversation_ids: Collection[UUID]) -> set[UUID]:
    """The subset of these ids that were erased."""
    return set(session.scalars(ERASED, {"ids": [str(one) for one in conversation_ids]}))
