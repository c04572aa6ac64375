"""What callers said stands in no error: errors are written down where no erasure looks."""

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.database import Database

WORDS = "me llamo Toni Riera"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("INSERT INTO tags_of_nobody VALUES (:words)", id="the statement"),
        pytest.param("INSERT INTO users (email, role) VALUES (:words, 'staff')", id="the row"),
        pytest.param("SELECT CAST(:words AS jsonb)", id="the place in the value"),
        pytest.param("INSERT INTO kept VALUES (:words), (:words)", id="the key that is taken"),
    ],
)
def test_an_error_names_what_is_wrong_not_what_was_written(database: Database, statement: str) -> None:
    with database.transaction() as session:
        session.execute(text("CREATE TEMPORARY TABLE kept (words text PRIMARY KEY) ON COMMIT DROP"))
        with pytest.raises(DBAPIError) as raised, session.begin_nested():
            session.execute(text(statement), {"words": WORDS})

    told = "".join(traceback.format_exception(raised.value))
    assert "psycopg2.errors." in told
    assert "Toni" not in told
