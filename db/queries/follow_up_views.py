"""Which follow-ups a list shows and an action applies to. Without pandas, because the voice process imports it through the writes."""

from collections.abc import Sequence
from typing import Literal, TypeGuard, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from db.models import FollowUp

View = Literal["open", "mine", "closed"]
Step = Literal["take", "release", "done", "dismiss", "reopen"]
# The caller was rung back and nobody answered; that was a slip. One at a time only.
Try = Literal["tried", "untried"]


def is_view(word: object) -> TypeGuard[View]:
    return word in get_args(View)


def is_step(word: object) -> TypeGuard[Step]:
    return word in get_args(Step)


def is_single_step(word: object) -> TypeGuard[Step | Try]:
    """What may be done with one follow-up."""
    return is_step(word) or word in get_args(Try)


def shown(view: View, user_id: UUID | None, kind: str = "") -> Sequence[ColumnElement[bool]]:
    of_kind = [FollowUp.kind == kind] if kind else []
    if view == "closed":
        return (FollowUp.state != "open", *of_kind)
    mine = [FollowUp.assigned_to == user_id] if view == "mine" else []
    return (FollowUp.state == "open", *mine, *of_kind)


def fitting(step: Step, user_id: UUID) -> ColumnElement[bool]:
    """Follow-ups to which a bulk step applies: those of colleagues are never taken over."""
    is_open = FollowUp.state == "open"
    match step:
        case "take":
            return and_(is_open, FollowUp.assigned_to.is_(None))
        case "release":
            return and_(is_open, FollowUp.assigned_to == user_id)
        case "reopen":
            return FollowUp.state.in_(("done", "dismissed"))
        case _:
            return is_open
