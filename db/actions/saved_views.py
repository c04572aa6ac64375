"""Saved views and page preferences. Filters are validated by the caller; ownership is checked here."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.actions.changed_rows import changed_rows
from db.actions.kept_names import KeepingError, kept_name
from db.actions.limits import lock_limit
from db.models import PagePreference, SavedView
from db.models.saved_view import MAX_NAME_CHARACTERS

MAX_VIEWS = 50  # per user and page


class ViewError(KeepingError):
    """The view is invalid."""


def view_name(name: str) -> str:
    return kept_name(name, what="view", most=MAX_NAME_CHARACTERS, error=ViewError)


def save_view(
    session: Session,
    *,
    organization_id: UUID,
    owner_id: UUID,
    page: str,
    name: str,
    filters: Mapping[str, str],
    is_shared: bool,
    columns: Sequence[str] | None = None,
    widths: Mapping[str, int] | None = None,
) -> UUID:
    """Raises ViewError, also if the owner already has a view of that name."""
    lock_limit(session, "views", owner_id)
    mine = (SavedView.owner_id == owner_id, SavedView.page == page)
    if session.scalars(select(func.count()).select_from(SavedView).where(*mine)).one() >= MAX_VIEWS:
        raise ViewError("many_views", f"You have {MAX_VIEWS} views of this page: delete one first.")
    values = {
        "organization_id": organization_id,
        "owner_id": owner_id,
        "page": page,
        "name": view_name(name),
        "filters": dict(filters),
        "is_shared": is_shared,
        "columns": None if columns is None else list(columns),
        "widths": dict(widths) if widths else None,
    }
    statement = insert(SavedView).values(values).on_conflict_do_nothing().returning(SavedView.id)
    made = session.scalars(statement).one_or_none()
    if made is None:
        raise name_taken()
    return made


def name_taken() -> ViewError:
    return ViewError("name_taken", "You have a view of this name already.")


def change_view(
    session: Session, *, organization_id: UUID, view_id: UUID, owner_id: UUID | None, **changes: Any
) -> bool:
    """Changes `name`, `filters`, `is_shared`, `columns` or `widths`. False if the owner has no such view; without an owner,
    shared views of the organization are changed.
    """
    values = {**changes, "changed_at": func.now()}
    if "name" in values:
        values["name"] = view_name(values["name"])
    statement = update(SavedView).where(*of(organization_id, view_id, owner_id)).values(values)
    try:
        with session.begin_nested():
            return changed_rows(session, statement) == 1
    except IntegrityError:
        raise name_taken() from None


def delete_view(session: Session, *, organization_id: UUID, view_id: UUID, owner_id: UUID | None) -> bool:
    """Pages that opened with this view then open without one. Returns as `change_view` does."""
    return changed_rows(session, delete(SavedView).where(*of(organization_id, view_id, owner_id))) == 1


def of(organization_id: UUID, view_id: UUID, owner_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    theirs: ColumnElement[bool] = (
        SavedView.is_shared.is_(True) if owner_id is None else SavedView.owner_id == owner_id
    )
    return SavedView.id == view_id, SavedView.organization_id == organization_id, theirs


def prefer_view(
    session: Session, *, organization_id: UUID, user_id: UUID, page: str, view_id: UUID | None
) -> bool:
    """Makes the page open with the view, or with none. False if that person has no such view."""
    if view_id is not None:
        visible = (
            SavedView.id == view_id,
            SavedView.page == page,
            SavedView.organization_id == organization_id,
            or_(SavedView.owner_id == user_id, SavedView.is_shared),
        )
        if session.scalars(select(SavedView.id).where(*visible)).one_or_none() is None:
            return False
    prefer(session, user_id, page, view_id=view_id)
    return True


def prefer_columns(session: Session, *, user_id: UUID, page: str, columns: Sequence[str] | None) -> None:
    """Sets the grid's columns in their order; None restores the default."""
    prefer(session, user_id, page, columns=None if columns is None else list(columns))


def prefer_widths(session: Session, *, user_id: UUID, page: str, widths: Mapping[str, int] | None) -> None:
    """Sets column widths in pixels; other columns keep their default width."""
    prefer(session, user_id, page, widths=dict(widths) if widths else None)


def prefer(session: Session, user_id: UUID, page: str, **values: Any) -> None:
    statement = insert(PagePreference).values(user_id=user_id, page=page, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id", "page"], set_=values))
