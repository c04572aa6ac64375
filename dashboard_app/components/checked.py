"""Whether somebody has reviewed a call and is done with it; toggled by one button."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon


def checked(
    by: Mapping[str, Any] | None, *, may_write: bool, now: datetime
) -> html.Button | html.Span | None:
    if not may_write:
        return html.Span([icon("check-circle"), " ", reviewed_by(by, now)], className="faint") if by else None
    if by is None:
        return button(_("Mark this call as reviewed"), "check", is_on=False)
    return button(reviewed_by(by, now), "uncheck", is_on=True)


def reviewed_by(by: Mapping[str, Any], now: datetime) -> str:
    day = formats.day(by["checked_at"], now)
    if not by["checker"]:
        return str(_("Reviewed %(day)s", day=day))
    return str(_("Reviewed by %(name)s, %(day)s", name=formats.colleague(by["checker"]), day=day))


def button(words: str, act: str, *, is_on: bool) -> html.Button:
    return html.Button(
        [icon("check-circle"), " ", words],
        type="button",
        className="btn btn-light btn-sm is-checked" if is_on else "btn btn-light btn-sm",
        **attributes(data_call_check=act, aria_pressed="true" if is_on else "false"),
    )
