"""All boards that somebody sees, and how to begin one."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.board_menu import PATH, new_board, told
from dashboard_app.components.cards import card
from dashboard_app.components.explore_form import title_of
from dashboard_app.components.states import nothing_here
from dashboard_app.explore.question import asked
from db.queries.boards import BoardView

EXAMPLE = (  # figure, by, split, whether it is wide
    ("calls", "day", "ending", True),
    ("booking_rate", "week", "", False),
    ("abandonment_rate", "intent", "", False),
    ("missed_calls", "weekday", "hour", True),
    ("heard_gap_p50", "week", "language", False),
    ("cost_per_booking", "week", "", False),
)


def board_list(boards: Sequence[BoardView], reader_id: UUID) -> list[Any]:
    return [listed(boards, reader_id) if boards else nothing_yet(), beginning()]


def nothing_yet() -> html.Div:
    example = html.Button(
        _("Make an example"),
        type="button",
        className="btn btn-primary",
        **attributes(data_board_make="example", data_name=_("My figures"), data_charts=json.dumps(charts())),
    )
    return nothing_here(
        _("No board yet"),
        _(
            "A board shows several charts of “Explore” together, for the same period. Begin with an example and change it, or make your own."
        ),
        symbol="columns-gap",
        way_on=example,
    )


def charts() -> list[dict[str, Any]]:
    """Of the example, as the API takes them."""
    return [
        {
            "filters": {"figure": figure, "by": by, **({"split": split} if split else {})},
            "is_wide": is_wide,
        }
        for figure, by, split, is_wide in EXAMPLE
    ]


def listed(boards: Sequence[BoardView], reader_id: UUID) -> html.Ul:
    return html.Ul([html.Li(entry(board, reader_id)) for board in boards], className="board-cards")


def entry(board: BoardView, reader_id: UUID) -> dcc.Link:
    titles = [title_of(asked(chart.filters).question) for chart in board.charts]
    parts = [
        html.H2(board.name),
        html.P(" · ".join(filter(None, about(board, reader_id))), className="faint"),
        html.Ul([html.Li(title) for title in titles]) if titles else None,
    ]
    return dcc.Link(
        [part for part in parts if part is not None],
        href=f"{PATH}/{board.id}",
        className="card-box board-entry",
    )


def about(board: BoardView, reader_id: UUID) -> list[str]:
    """How many charts there are, and whose they are."""
    count = len(board.charts)
    number = _("one chart") if count == 1 else _("%(count)s charts", count=formats.number(count))
    if board.owner_id != reader_id:
        return [str(number), str(_("from %(owner)s", owner=formats.colleague(board.owner)))]
    return [str(number), str(_("shared")) if board.is_shared else ""]


def beginning() -> html.Section:
    return card(_("A new board"), [new_board(_("Make it"), data_board_make="empty"), told()])
