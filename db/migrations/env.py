"""Alembic's entry point: the same settings as every process, one transaction for each migration, no long waits for locks."""

from alembic import context
from sqlalchemy import Connection, create_engine

from db.models import Base
from db.process_environment import process_environment
from db.settings import DbSettings

TIMEOUTS = "SET lock_timeout = '5s'; SET statement_timeout = '10min';"


def run(connection: Connection | None) -> None:
    context.configure(
        connection=connection,
        dialect_name=None if connection else "postgresql",
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.execute(TIMEOUTS)
        context.run_migrations()


if context.is_offline_mode():  # `alembic upgrade head --sql`, for those who review
    run(None)
else:
    engine = context.config.attributes.get("engine")
    with (
        engine or create_engine(DbSettings.from_environment(process_environment()).database_url)
    ).connect() as database:
        run(database)
