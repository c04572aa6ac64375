"""How many calls somebody wants to see, counted by the conditions that the product's own queries use."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.calls import CallQuery


def count_calls(session: Session, wanted: CallQuery) -> int:
    statement = select(func.count()).select_from(CallFact).where(*wanted.weighed(session).conditions())
    return session.scalars(statement).one()
