"""The declarative base: how constraints are named, and the column types that every table uses."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import DateTime, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[
    uuid.UUID, mapped_column(UUID(as_uuid=True), primary_key=True, server_default=func.gen_random_uuid())
]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Word = str  # a value of a closed list, or an identifier
Phone = str  # mostly E.164; carriers also send `anonymous` and SIP addresses
JsonObject = dict[str, Any]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {JsonObject: JSONB(none_as_null=True), str: Text, datetime: DateTime(timezone=True)}  # noqa: RUF012 (SQLAlchemy reads it)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The body of a CHECK constraint for a closed list."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
