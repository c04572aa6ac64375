"""The callers who wait most urgently, as rows that lead to their calls, and the way to all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import kind_badges
from dashboard_app.components.follow_up_list import FollowUp, due_words, kind_badge

ALL = "/follow-ups"


def waiting_rows(items: Sequence[FollowUp], total: int, *, now: datetime) -> html.Ul:
    rows = [waiting_row(item, now) for item in items]
    if total > len(items):
        words = _("All follow-ups: %(n)s", n=formats.number(total))
        rows.append(dcc.Link(words, href=ALL, className="row-link rows-all"))
    return html.Ul([html.Li(row) for row in rows], className="rows")


def waiting_row(item: FollowUp, now: datetime) -> dcc.Link:
    number = formats.phone(item["phone_number"])
    name: Any = (
        [str(item["caller_name"]), " ", html.Span(number, className="quiet numbers")]
        if item["caller_name"]
        else number
    )
    intent = texts.say(texts.INTENTS, item["intent"]) if item["intent"] else ""
    more = [*([html.Span(intent)] if intent else []), kind_badge(item), *kind_badges(item, is_brief=True)]
    if item["assignee"]:
        more.append(html.Span(formats.colleague(item["assignee"]), title=item["assignee"], className="faint"))
    parts = [
        html.Span(name, className="row-main"),
        html.Span(due_words(item, now), className="row-side follow-up-due"),
        html.Span(more, className="row-more"),
    ]
    return dcc.Link(parts, href=f"/analysis/{item['conversation_id']}", className="row-link")
