"""Who changed which settings, newest first."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import SettingChange, User
from db.queries.frames import ANYTHING, MOMENT, TEXT, read_frame

CHANGES = {"changed_at": MOMENT, "email": TEXT, "subject": TEXT, "before": ANYTHING, "after": ANYTHING}


def setting_changes(session: Session, *, organization_id: UUID, limit: int) -> pd.DataFrame:
    columns = [User.email if name == "email" else getattr(SettingChange, name) for name in CHANGES]
    statement = (
        select(*columns)
        .outerjoin(User, User.id == SettingChange.user_id)
        .where(SettingChange.organization_id == organization_id)
        .order_by(SettingChange.changed_at.desc(), SettingChange.id)
        .limit(limit)
    )
    return read_frame(session, statement, CHANGES)
