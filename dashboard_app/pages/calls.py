"""All calls: a grid on large screens, a list on phones, with filters that live in the URL."""

import json
from typing import Any
from uuid import UUID

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)
from flask_babel import gettext as _

from dashboard_app.access.members import may_write, member
from dashboard_app.call_columns import sensible_widths, shown_columns
from dashboard_app.call_filters import FIELDS, read_filters, wanted_calls
from dashboard_app.components.attributes import attributes
from dashboard_app.components.call_filters import field, filter_bar
from dashboard_app.components.call_grid import BLOCK, call_grid, column_names, first_state, grid_row
from dashboard_app.components.call_rows import call_rows
from dashboard_app.components.call_selection import BAR, COUNT, questions, selection_bar
from dashboard_app.components.column_menu import AS_AT_FIRST, CHOICE, column_menu
from dashboard_app.components.export_menu import LINKS, export_links, export_menu
from dashboard_app.components.first_rows import first_rows
from dashboard_app.components.hidden_filters import hidden_filters
from dashboard_app.components.icons import icon
from dashboard_app.components.no_calls import no_match, none_yet
from dashboard_app.components.states import note
from dashboard_app.page_filters import page_filters
from dashboard_app.page_views import menu_of, opened_view, preference, start_filters, view_is_gone
from dashboard_app.pages.address import about_address
from dashboard_app.prefetch import answered, callback_request, prefetch
from dashboard_app.viewer import current_viewer, reading
from db.queries.annotations import known_tags
from db.queries.calls import Block, CallQuery, calls_block
from db.queries.follow_ups import colleagues
from db.queries.frames import records
from db.queries.snippets import snippets

FIRST_COLUMNS = "calls-columns-at-first"
GRID, FILTERS, LIST, SHOWN, NEWS = "calls-grid", "calls-filters", "calls-list", "calls-shown", "calls-news"
SCREEN, MORE, OPENED, NOTHING = "calls-screen", "calls-more", "calls-opened", "calls-nothing"
PAGE = 30
LONGEST_LIST = 600
CLEAR, UNCLEAR = "calls-clear", "calls-unclear"
PATH = "/calls"


def title() -> str:
    return str(_("Calls")) + " · AutoBox"


def layout(**query: Any) -> html.Div:
    view = opened_view("calls", query)
    filters = start_filters(view, query) or page_filters(query, current_viewer()).filters
    with reading() as session:
        tags = known_tags(session, organization_id=member().organization_id)
        others = colleagues(session, organization_id=member().organization_id)
    response, is_nothing_hidden = fetch_block(asked_at_first(), filters)
    of_view = view if view and view.columns else None
    chosen = of_view or preference("calls")
    shown, widths = shown_columns(chosen.columns), sensible_widths(chosen.widths)
    grid = [
        call_grid(GRID, shown, widths),
        first_rows(response["rowData"], shown, widths, filters),
        html.Div([no_match(), none_yet()], id=NOTHING, className="over-grid", hidden=is_nothing_hidden),
    ]
    widths_of_grid = attributes(data_widths=json.dumps(widths), data_of_view="yes" if of_view else "")
    desk = [
        html.Div(grid, className="grid-place", **widths_of_grid),
        selection_bar(may_write=may_write()),
        html.P(keys(), className="faint grid-keys"),
        questions(tags, others, member().id),
    ]
    acts = [
        clear_button(has_filters=bool(filters)),
        menu_of("calls", view, query),
        column_menu(shown, column_names(), of_view=of_view.name if of_view else ""),
        export_menu(filters),
    ]
    return html.Div(
        [
            *stores(filters, first_block(filters, response, is_nothing_hidden)),
            head(acts),
            gone_view() if view_is_gone(view, query) else None,
            filter_bar(filters, tags),
            hidden_filters(filters),
            html.Div(about_address(PATH, query), id=UNCLEAR),
            html.Div(desk, className="only-desk"),
            phone_list(),
        ]
    )


def stores(filters: dict[str, str], first: dict[str, Any]) -> list[Any]:
    return [
        prefetch([first]),
        dcc.Store(id=FILTERS, data=filters),
        dcc.Store(id=SCREEN),
        dcc.Store(id=NEWS),
        dcc.Store(id=OPENED),
        dcc.Store(id=SHOWN, data=PAGE),
        dcc.Store(id=FIRST_COLUMNS, data=first_state()),
        dcc.Interval(id="calls-fallback", interval=10_000),
    ]


def gone_view() -> html.Div:
    return note(
        _(
            "The view of this address was deleted or is not shared with you. You see its filters with your own columns."
        ),
        symbol="bookmark",
    )


def head(acts: list[Any]) -> html.Div:
    words = html.P(_("Every call, with what the caller wanted and how it ended."))
    return html.Div(
        [html.Div([html.H1(_("Calls")), words]), html.Div(acts, className="page-acts")],
        className="page-head",
    )


def phone_list() -> html.Div:
    more = html.Button(_("Show more"), id=MORE, className="btn btn-light w-100 mt-3", n_clicks=0, hidden=True)
    return html.Div([html.Div(id=LIST, className="card-box holds-place"), more], className="only-phone")


def asked_at_first() -> dict[str, Any]:
    """The grid's first request."""
    newest = {"sort": "desc", "type": "default", "colId": "started_at"}
    return {"startRow": 0, "endRow": BLOCK, "sortModel": [newest], "filterModel": {}, "api": {}}


def first_block(filters: dict[str, str], rows: dict[str, Any], is_nothing_hidden: bool) -> dict[str, Any]:
    """The grid's first request together with its response, which the page already contains."""
    asks = f"{GRID}.getRowsRequest"
    outputs = f"..{GRID}.getRowsResponse...{NOTHING}.hidden.."
    request = callback_request(outputs, [(asks, asked_at_first())], [(f"{FILTERS}.data", filters)], [asks])
    return answered(request, {GRID: {"getRowsResponse": rows}, NOTHING: {"hidden": is_nothing_hidden}})


def keys() -> str:
    return str(_("By keyboard: arrows to move, Space to choose, Enter to open."))


def clear_button(*, has_filters: bool) -> html.A:
    return html.A(
        [icon("x-lg"), " ", _("Clear filters")],
        href="/calls",
        className="btn btn-light btn-sm",
        id=CLEAR,
        hidden=not has_filters,
    )


@callback(
    Output(GRID, "getRowsResponse"),
    Output(NOTHING, "hidden"),
    Input(GRID, "getRowsRequest"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
)
def fetch_block(request: dict[str, Any] | None, filters: dict[str, str] | None) -> Any:
    if request is None:
        return no_update, no_update
    viewer, block = current_viewer(), asked_block(request)
    rows, has_more = block_of(wanted_calls(filters or {}, viewer), block)
    answer: dict[str, Any] = {"rowData": [grid_row(row, now=viewer.now) for row in rows]}
    is_empty = block.start == 0 and not rows
    return answer if has_more else answer | {"rowCount": block.start + len(rows)}, not is_empty


def asked_block(request: dict[str, Any]) -> Block:
    """Never trusts the browser: at most one block, sorted by a sortable column."""
    start = max(int(request.get("startRow") or 0), 0)
    end = min(int(request.get("endRow") or BLOCK), start + BLOCK)
    sorting = (request.get("sortModel") or [{}])[0]
    return Block(
        start=start,
        end=end,
        sort=str(sorting.get("colId", "started_at")),
        descending=sorting.get("sort", "desc") != "asc",
    )


def block_of(wanted: CallQuery, block: Block) -> tuple[list[dict[str, Any]], bool]:
    """Rows that a search found by words carry the `snippet` that it found."""
    with reading() as session:
        frame, has_more = calls_block(session, wanted, block)
        rows = records(frame)
        found = snippets(session, [UUID(row["id"]) for row in rows], wanted.search) if wanted.search else {}
    return [row | {"snippet": found.get(UUID(row["id"]))} for row in rows], has_more


@callback(
    Output(LIST, "children"),
    Output(MORE, "hidden"),
    Input(FILTERS, "data"),
    Input(SHOWN, "data"),
    Input(SCREEN, "data"),
    Input(NEWS, "data"),
    prevent_initial_call=True,
)
def fill_list(filters: dict[str, str] | None, shown: int, screen: str | None, _news: object) -> Any:
    """Fills the list only on phones: on large screens the grid requests its own rows."""
    if screen != "phone":
        return no_update, no_update
    rows, has_more = block_of(
        wanted_calls(filters or {}, current_viewer()), Block(end=min(shown, LONGEST_LIST))
    )
    if not rows:
        return no_match() if filters else none_yet(), True
    return call_rows(rows, now=current_viewer().now, filters=filters), not has_more or shown >= LONGEST_LIST


clientside_callback(ClientsideFunction("calls", "screen"), Output(SCREEN, "data"), Input(SCREEN, "id"))
clientside_callback(
    ClientsideFunction("calls", "filters"),
    Output(FILTERS, "data"),
    Output(SHOWN, "data"),
    Output(CLEAR, "hidden"),
    *(Input(field(name), "value") for name in FIELDS),
    Input(MORE, "n_clicks"),
    State(SHOWN, "data"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("calls", "news"),
    Output(NEWS, "data"),
    Input({"type": "live", "topic": ALL}, "data"),
    Input("calls-fallback", "n_intervals"),
    Input(FILTERS, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("calls", "open"),
    Output(OPENED, "data"),
    Input(GRID, "cellClicked"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("calls", "chosen"),
    Output(BAR, "hidden"),
    Output(COUNT, "children"),
    Input(GRID, "selectedRows"),
)
clientside_callback(
    ClientsideFunction("calls", "columns"),
    Output(CHOICE, "value"),
    Input(CHOICE, "value"),
    Input(AS_AT_FIRST, "n_clicks"),
    State(CHOICE, "options"),
    State(FIRST_COLUMNS, "data"),
    prevent_initial_call=True,
)


@callback(Output(UNCLEAR, "children"), Input(FILTERS, "data"), prevent_initial_call=True)
def say_what_is_unclear(filters: dict[str, str] | None) -> Any:
    return about_address(PATH, filters or {})


@callback(Output(LINKS, "children"), Input(FILTERS, "data"), prevent_initial_call=True)
def link_exports(filters: dict[str, str] | None) -> Any:
    return export_links(read_filters(filters or {}))
