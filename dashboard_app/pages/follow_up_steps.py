"""A step of one follow-up that somebody has pressed: on the page of all of them, and on a call's page."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from dashboard_app.access.members import may_write, member
from dashboard_app.components.states import note
from dashboard_app.filters import is_uuid
from dashboard_app.pages.follow_ups_late import late
from dashboard_app.viewer import database
from db.actions.follow_ups import step_follow_up
from db.queries.follow_up_views import is_single_step


def carry_out(step: str, follow_up_id: str, words: str | None) -> Any:
    """What to tell whoever pressed it; empty where it is done. A colleague may have been quicker, or the role only looks."""
    if not (may_write() and is_single_step(step) and is_uuid(follow_up_id)):
        return only_looks()
    user = member()
    with database().transaction() as session:
        is_done = step_follow_up(
            session,
            organization_id=user.organization_id,
            follow_up_id=UUID(follow_up_id),
            step=step,
            by=user.id,
            note=words or None,
        )
    return "" if is_done else late(follow_up_id, words)


def only_looks() -> Any:
    return note(_("Your role may look, not change."), kind="is-bad", symbol="exclamation-triangle")
