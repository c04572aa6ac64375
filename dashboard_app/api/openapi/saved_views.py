"""Saved views, and how pages open."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    FLAG,
    MOMENT,
    TEXT,
    UUID,
    Schema,
    listing,
    maybe,
    one_of,
    parameter,
    record,
    ref,
)
from dashboard_app.call_columns import COLUMNS, NARROWEST_PX, WIDEST_PX
from db.models.saved_view import MAX_NAME_CHARACTERS, VIEW_PAGES

PAGE = one_of(VIEW_PAGES)
NAME = {**TEXT, "minLength": 1, "maxLength": MAX_NAME_CHARACTERS}
FILTERS: Schema = {
    "type": "object",
    "description": "As in the URL of the page, its question (`figure`, `by`, `split`) included; `period` names dates that move with the calendar.",
    "additionalProperties": TEXT,
}
VIEW_ID = {"name": "view_id", "in": "path", "required": True, "schema": UUID}
PAGE_OF_PATH = {"name": "page", "in": "path", "required": True, "schema": PAGE}


LIST = operation(
    "list_views",
    "Own saved views and those shared by colleagues",
    parameters=[parameter("page", "Only those of this page.", PAGE)],
    responses={"200": answer("Views.", "Views"), **refusals(_404="NotFound")},
)
SAVE = operation(
    "save_view",
    "Save a page's filters and grid columns under a name",
    requestBody=taking("ViewToSave"),
    responses={"201": answer("It is kept.", "View"), **refusals(_409="Conflict", _422="Invalid")},
)
CHANGE = operation(
    "change_view",
    "Rename or share a view, or change its filters or columns",
    parameters=[VIEW_ID],
    requestBody=taking("ViewChange"),
    responses={
        "200": answer("It is so now.", "View"),
        **refusals(_404="NotFound", _409="Conflict", _422="Invalid"),
    },
)
DELETE = operation(
    "delete_view",
    "Forget a view",
    parameters=[VIEW_ID],
    responses={"204": {"description": "It is gone."}, **refusals(_404="NotFound")},
)
SHOW_PREFERENCE = operation(
    "show_preference",
    "How a page opens for the current user",
    parameters=[PAGE_OF_PATH],
    responses={"200": answer("The preference.", "Preference"), **refusals(_404="NotFound")},
)
PREFER = operation(
    "prefer",
    "Choose the view that a page opens with, and the columns of its grid with their order and widths",
    parameters=[PAGE_OF_PATH],
    requestBody=taking("PreferenceChange"),
    responses={"200": answer("It is so now.", "Preference"), **refusals(_404="NotFound", _422="Invalid")},
)

COLUMN_LIST = listing(one_of(COLUMNS))
WIDTHS: Schema = {
    "type": "object",
    "description": "Pixels of the columns that somebody made wider or narrower.",
    "additionalProperties": {"type": "integer", "minimum": NARROWEST_PX, "maximum": WIDEST_PX},
}
GRID = {"columns": maybe(COLUMN_LIST), "widths": maybe(WIDTHS)}
SCHEMAS: dict[str, Schema] = {
    "Views": record(items=listing(ref("View"))),
    "View": record(
        id=UUID,
        page=PAGE,
        name=NAME,
        filters=FILTERS,
        columns=maybe(COLUMN_LIST),
        widths=WIDTHS,
        address={**TEXT, "description": "Opens the page with the view, as it is today."},
        is_shared=FLAG,
        is_mine=FLAG,
        owner=TEXT,
        created_at=MOMENT,
        changed_at=maybe(MOMENT),
    ),
    "ViewToSave": record(
        ("filters", "is_shared", *GRID), page=PAGE, name=NAME, filters=FILTERS, is_shared=FLAG, **GRID
    ),
    "ViewChange": record(
        ("name", "filters", "is_shared", *GRID), name=NAME, filters=FILTERS, is_shared=FLAG, **GRID
    ),
    "Preference": record(page=PAGE, view_id=maybe(UUID), columns=maybe(COLUMN_LIST), widths=WIDTHS),
    "PreferenceChange": record(("view_id", *GRID), view_id=maybe(UUID), **GRID),
}
PATHS: dict[str, Any] = {
    "/api/views": {"get": LIST, "post": SAVE},
    "/api/views/{view_id}": {"patch": CHANGE, "delete": DELETE},
    "/api/preferences/{page}": {"get": SHOW_PREFERENCE, "patch": PREFER},
}
