"""`/api/views` and `/api/preferences/<page>`: named filters, and how pages open for each user."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from dashboard_app.access.members import member
from dashboard_app.access.rules import DELETERS
from dashboard_app.api.body import Closed, body
from dashboard_app.api.path_ids import path_id
from dashboard_app.call_columns import COLUMNS, NARROWEST_PX, WIDEST_PX, sensible_widths
from dashboard_app.errors import ApiError
from dashboard_app.view_filters import address_of, kept_filters
from dashboard_app.viewer import database
from db.actions import saved_views
from db.actions.saved_views import ViewError
from db.models.saved_view import VIEW_PAGES
from db.queries.saved_views import View, preference_of, views_of
from db.rendering import moment

blueprint = Blueprint("api_saved_views", __name__)


class ColumnsBody(Closed):
    columns: list[str] | None = None
    widths: dict[str, int] | None = None


class ViewBody(ColumnsBody):
    page: Literal["calls", "panel", "explore"]
    name: str
    filters: dict[str, str] = {}  # noqa: RUF012 (pydantic copies it)
    is_shared: bool = False


class ChangeBody(ColumnsBody):
    name: str | None = None
    filters: dict[str, str] | None = None
    is_shared: bool | None = None


class PreferenceBody(ColumnsBody):
    view_id: UUID | None = None


@contextmanager
def writing() -> Iterator[Any]:
    """Invalid views are answered with 409 or 422 and change nothing."""
    try:
        with database().transaction() as session:
            yield session
    except ViewError as error:
        raise ApiError(409 if error.code == "name_taken" else 422, error.code, str(error)) from error


@blueprint.get("/api/views")
def list_views() -> Response:
    page = request.args.get("page")
    return jsonify(items=[shown(view) for view in seen(None if page is None else known_page(page))])


@blueprint.post("/api/views")
def save() -> tuple[Response, int]:
    given, who = body(ViewBody), member()
    filters = checked(given.page, given.filters)
    with writing() as session:
        view_id = saved_views.save_view(
            session,
            organization_id=who.organization_id,
            owner_id=who.id,
            page=given.page,
            name=given.name,
            filters=filters,
            is_shared=given.is_shared,
            columns=known_columns(given.page, given.columns),
            widths=known_widths(given.page, given.widths),
        )
    return jsonify(shown(view_of(view_id))), 201


@blueprint.patch("/api/views/<view_id>")
def change(view_id: str) -> Response:
    """Allowed for its owner; for shared views also for administrators and supervisors."""
    found, given = view_of(wanted_view(view_id)), body(ChangeBody)
    changes = changes_to(found.page, given)
    if changes:
        with writing() as session:
            is_done = saved_views.change_view(
                session,
                organization_id=member().organization_id,
                view_id=found.id,
                owner_id=whose(found),
                **changes,
            )
        if not is_done:
            raise no_such_view()
    return jsonify(shown(view_of(found.id)))


def changes_to(page: str, given: ChangeBody) -> dict[str, Any]:
    """Missing fields stay unchanged; null resets columns and widths."""
    asked = given.model_dump(include={"name", "filters", "is_shared"}, exclude_none=True)
    if "filters" in asked:
        asked["filters"] = checked(page, asked["filters"])
    if "columns" in given.model_fields_set:
        asked["columns"] = known_columns(page, given.columns)
    if "widths" in given.model_fields_set:
        asked["widths"] = known_widths(page, given.widths)
    return asked


@blueprint.delete("/api/views/<view_id>")
def remove(view_id: str) -> tuple[str, int]:
    found = view_of(wanted_view(view_id))
    with writing() as session:
        is_done = saved_views.delete_view(
            session, organization_id=member().organization_id, view_id=found.id, owner_id=whose(found)
        )
    if not is_done:
        raise no_such_view()
    return "", 204


@blueprint.get("/api/preferences/<page>")
def show_preference(page: str) -> Response:
    return jsonify(preferred(known_page(page)))


@blueprint.patch("/api/preferences/<page>")
def prefer(page: str) -> Response:
    """Missing fields stay unchanged; null restores the default."""
    known, given, who = known_page(page), body(PreferenceBody), member()
    with writing() as session:
        if "columns" in given.model_fields_set:
            saved_views.prefer_columns(
                session, user_id=who.id, page=known, columns=known_columns(known, given.columns)
            )
        if "widths" in given.model_fields_set:
            saved_views.prefer_widths(
                session, user_id=who.id, page=known, widths=known_widths(known, given.widths)
            )
        if "view_id" in given.model_fields_set and not saved_views.prefer_view(
            session,
            organization_id=who.organization_id,
            user_id=who.id,
            page=known,
            view_id=given.view_id,
        ):
            raise no_such_view()
    return jsonify(preferred(known))


def known_page(page: str) -> str:
    if page not in VIEW_PAGES:
        raise ApiError(404, "unknown_page", f"Views are kept for the pages {', '.join(VIEW_PAGES)}.")
    return page


def known_columns(page: str, columns: list[str] | None) -> list[str] | None:
    unknown = [] if columns is None else [name for name in columns if page != "calls" or name not in COLUMNS]
    if unknown:
        raise ApiError(422, "unknown_columns", f"There are no such columns: {', '.join(unknown)[:200]}.")
    return columns


def known_widths(page: str, widths: dict[str, int] | None) -> dict[str, int] | None:
    kept = sensible_widths(widths or {}) if page == "calls" else {}
    wrong = sorted((widths or {}).keys() - kept.keys())
    if wrong:
        raise ApiError(
            422,
            "invalid_widths",
            f"Widths are {NARROWEST_PX} to {WIDEST_PX} pixels of columns that there are, unlike: {', '.join(wrong)[:200]}.",
        )
    return widths


def checked(page: str, filters: dict[str, str]) -> dict[str, str]:
    kept, wrong = kept_filters(page, filters, today())
    if wrong:
        raise ApiError(422, "invalid_filters", f"These filters make no sense: {', '.join(wrong)[:200]}.")
    return kept


def wanted_view(view_id: str) -> UUID:
    return path_id(view_id, no_such_view())


def no_such_view() -> ApiError:
    return ApiError(404, "unknown_view", "There is no such view, or it is not yours to change.")


def whose(view: View) -> UUID | None:
    """The owner of the view to change: oneself, or anybody for shared views if the role allows it."""
    return None if view.owner_id != member().id and member().role in DELETERS else member().id


def seen(page: str | None = None) -> list[View]:
    who = member()
    with database().reading() as session:
        return views_of(session, organization_id=who.organization_id, user_id=who.id, page=page)


def view_of(view_id: UUID) -> View:
    found = next((view for view in seen() if view.id == view_id), None)
    if found is None:
        raise no_such_view()
    return found


def shown(view: View) -> dict[str, Any]:
    zone = ZoneInfo(member().timezone)
    return {
        "id": str(view.id),
        "page": view.page,
        "name": view.name,
        "filters": view.filters,
        "columns": None if view.columns is None else list(view.columns),
        "widths": dict(view.widths),
        "address": address_of(view.page, view.filters, today(), view_id=view.id if view.columns else None),
        "is_shared": view.is_shared,
        "is_mine": view.owner_id == member().id,
        "owner": view.owner,
        "created_at": moment(view.created_at, zone),
        "changed_at": moment(view.changed_at, zone),
    }


def preferred(page: str) -> dict[str, Any]:
    with database().reading() as session:
        found = preference_of(session, user_id=member().id, page=page)
    return {
        "page": page,
        "view_id": None if found.view_id is None else str(found.view_id),
        "columns": None if found.columns is None else list(found.columns),
        "widths": dict(found.widths),
    }


def today() -> date:
    return datetime.now(ZoneInfo(member().timezone)).date()
