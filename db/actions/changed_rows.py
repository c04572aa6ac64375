"""How many rows a statement has changed: the answer of most changes that people make."""

from typing import Any

from sqlalchemy.orm import Session


def changed_rows(session: Session, statement: Any) -> int:
    """Executes an `insert`, `update` or `delete`. Objects that the session holds already are not brought up to date."""
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
