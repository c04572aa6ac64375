"""Saves the changes of a form, with their author, in one transaction."""

from typing import Any

from dashboard_app.preferences.business import PROFILE
from dashboard_app.preferences.fields import Changes
from db.actions.settings import change_profile, change_setting, change_staff_numbers
from db.actions.staff_numbers import SETTING as STAFF_SETTING
from db.database import Database
from db.queries.users import Member


def keep(database: Database, who: Member, changes: Changes) -> bool:
    """Returns whether any value changed."""
    with database.transaction() as session:
        found = [keep_one(session, who, name, value) for name, value in changes.items()]
    return any(found)


def keep_one(session: Any, who: Member, name: str, value: Any) -> bool:
    by: dict[str, Any] = {"organization_id": who.organization_id, "by": who.id}
    if name == PROFILE:
        return change_profile(session, **by, **value)
    if name == STAFF_SETTING:
        return change_staff_numbers(session, **by, numbers=value)
    return change_setting(session, **by, name=name, value=value)
