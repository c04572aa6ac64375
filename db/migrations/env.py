"""Alembic's door: the same settings as every process, one transaction for each migration."""

import os

from alembic import context
from sqlalchemy import create_engine

from db.models import Base
from db.settings import DbSettings

engine = context.config.attributes.get("engine") or create_engine(
    DbSettings.from_environment(os.environ).database_url
)
with engine.connect() as connection:
    context.configure(
        connection, target_metadata=Base.metadata, transaction_per_migration=True, compare_server_default=True
    )
    with context.begin_transaction():
        context.run_migrations()
