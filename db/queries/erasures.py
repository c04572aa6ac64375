"""What was erased, newest first: the proofs that stay."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Erasure, User
from db.queries.frames import MOMENT, TEXT, WHOLE, read_frame

ERASURES = {"erased_at": MOMENT, "email": TEXT, "scope": TEXT, "calls": WHOLE, "recordings": WHOLE}


def erasures(session: Session, *, organization_id: UUID, limit: int) -> pd.DataFrame:
    columns = [User.email if name == "email" else getattr(Erasure, name) for name in ERASURES]
    statement = (
        select(*columns)
        .outerjoin(User, User.id == Erasure.user_id)
        .where(Erasure.organization_id == organization_id)
        .order_by(Erasure.erased_at.desc(), Erasure.id)
        .limit(limit)
    )
    return read_frame(session, statement, ERASURES)
