"""The session's database refuses everybody for a while, as if PostgreSQL were down, without harm to its data."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import create_engine, text

from db.database import Database

CUT = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")


@contextlib.contextmanager
def database_away(database: Database) -> Iterator[None]:
    url = database.settings.database_url
    beside = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with beside.connect() as connection:
        switch = f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS'
        connection.execute(text(f"{switch} false"))
        try:
            connection.execute(CUT, {"name": url.database})
            yield
        finally:
            connection.execute(text(f"{switch} true"))
    beside.dispose()
