"""The saved views that a user can see, and their page preferences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db.models import PagePreference, SavedView, User


@dataclass(frozen=True, slots=True)
class View:
    id: UUID
    page: str
    name: str
    filters: Mapping[str, str]
    is_shared: bool
    owner_id: UUID
    owner: str
    created_at: datetime
    changed_at: datetime | None
    columns: tuple[str, ...] | None = None
    widths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preference:
    view_id: UUID | None = None
    columns: tuple[str, ...] | None = None
    widths: Mapping[str, int] = field(default_factory=dict)


def views_of(
    session: Session, *, organization_id: UUID, user_id: UUID, page: str | None = None
) -> list[View]:
    """The user's own views and those shared by colleagues, by name."""
    wanted = [
        SavedView.organization_id == organization_id,
        or_(SavedView.owner_id == user_id, SavedView.is_shared),
        *([SavedView.page == page] if page else []),
    ]
    statement = (
        select(SavedView, User.email)
        .join(User, User.id == SavedView.owner_id)
        .where(*wanted)
        .order_by(SavedView.page, func.lower(SavedView.name), SavedView.id)
    )
    return [
        View(
            view.id,
            view.page,
            view.name,
            {name: str(value) for name, value in view.filters.items()},
            view.is_shared,
            view.owner_id,
            email,
            view.created_at,
            view.changed_at,
            names(view.columns),
            view.widths or {},
        )
        for view, email in session.execute(statement)
    ]


def preference_of(session: Session, *, user_id: UUID, page: str) -> Preference:
    """Ignores a preferred view that its owner no longer shares."""
    statement = (
        select(PagePreference.columns, PagePreference.widths, SavedView.id)
        .outerjoin(
            SavedView,
            (SavedView.id == PagePreference.view_id)
            & or_(SavedView.owner_id == user_id, SavedView.is_shared),
        )
        .where(PagePreference.user_id == user_id, PagePreference.page == page)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return Preference()
    return Preference(row.id, names(row.columns), row.widths or {})


def names(columns: list[str] | None) -> tuple[str, ...] | None:
    return None if columns is None else tuple(map(str, columns))
