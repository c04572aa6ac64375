"""The database takes every type of event that the models name, and no other."""

import re

from sqlalchemy import text

from db.database import Database
from db.models.event import EVENT_TYPES


def test_the_constraint_lists_the_types(database: Database) -> None:
    definition = text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_real_time_events_event_type'"
    )
    with database.engine.connect() as connection:
        listed = connection.execute(definition).scalar_one()

    assert set(re.findall(r"'([^']+)'", listed)) == set(EVENT_TYPES)
