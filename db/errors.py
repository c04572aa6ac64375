"""What can be wrong with the database itself, for those who answer requests and may not know SQLAlchemy."""

from sqlalchemy import exc

DATABASE_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
