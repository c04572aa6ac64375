"""Boards: charts of `/explore` that stand together. This page lists them; `board` shows one."""

from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app.access.members import member
from dashboard_app.components.board_list import board_list
from dashboard_app.components.board_menu import PATH
from dashboard_app.page_boards import boards_seen

__all__ = ["PATH", "layout", "title"]


def title() -> str:
    return str(_("Boards")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    words = html.P(_("Charts that belong together, your own and those that colleagues share."))
    head = html.Div(html.Div([html.H1(_("Boards")), words]), className="page-head")
    return html.Div([head, html.Div(board_list(boards_seen(), member().id), className="stack")])
