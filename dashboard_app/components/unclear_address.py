"""Which parts of its address a page does not understand, and the ways on."""

from collections.abc import Mapping
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.filters import day_or_moment

LONGEST_SHOWN = 60
PERIOD = ("from", "to")


def unclear_address(path: str, unclear: Mapping[str, str], filters: Mapping[str, str]) -> html.Div | None:
    """`filters` are those that were understood."""
    if not unclear:
        return None
    is_turned = is_period(unclear)
    lines = [turned_period(path, unclear, filters)] if is_turned else []
    lines += [
        unclear_part(path, name, value)
        for name, value in unclear.items()
        if not (is_turned and name in PERIOD)
    ]
    return html.Div(
        [icon("signpost-split"), html.Div(lines)], className="note is-warn unclear", role="status"
    )


def is_period(unclear: Mapping[str, str]) -> bool:
    """Two days that are fine by themselves: only their order is wrong."""
    try:
        return all(day_or_moment(unclear[name]) for name in PERIOD)
    except (KeyError, ValueError):
        return False


def turned_period(path: str, unclear: Mapping[str, str], filters: Mapping[str, str]) -> html.P:
    last, first = (formats.short_date(day_or_moment(unclear[name]), with_year=True) for name in PERIOD)
    turned = urlencode({**filters, "from": unclear["to"], "to": unclear["from"]})
    words = _(
        "The period ends before it begins: from %(first)s to %(last)s. It is left out.",
        first=last,
        last=first,
    )
    way = html.A(_("Show %(first)s to %(last)s", first=first, last=last), href=f"{path}?{turned}")
    return html.P([words, " ", way, " · ", without(path, *PERIOD)])


def unclear_part(path: str, name: str, value: str) -> html.P:
    part = f"{name}={value}"
    shown = part if len(part) <= LONGEST_SHOWN else part[:LONGEST_SHOWN] + "…"
    words = _("“%(part)s” in the address is not understood, and is left out.", part=shown)
    return html.P([words, " ", without(path, name)])


def without(path: str, *names: str) -> html.A:
    """`assets/07_views.js` takes the parts out of the address."""
    return html.A(_("Take it out of the address"), href=path, **attributes(data_drops=",".join(names)))
