"""The frame around every page: navigation, user, language, theme, and connection state."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import dash_bootstrap_components as dbc
from dash import dcc, html, page_container
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, ids, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.keys import EVERYWHERE, everywhere, keys_dialog
from dashboard_app.components.paper_head import paper_head
from dashboard_app.i18n import LANGUAGES

ALERTS, FOLLOW_UPS = "/alerts", "/follow-ups"
ACCOUNT = "/settings"  # whatever the role, the own password is changed there


@dataclass(frozen=True, slots=True)
class Place:
    """A navigation entry; `name` is a message id. Targets outside Dash are loaded as a full page."""

    path: str
    name: str
    symbol: str
    is_page: bool = True
    is_frequent: bool = True  # only frequent places fit in the phone's bar; the menu has the rest
    group: str = ""  # message id of its heading; the everyday pages have none


@dataclass(frozen=True, slots=True)
class Visitor:
    email: str
    role: str
    language: str
    simulated: Sequence[str] = ()
    alerts: int = 0  # number of open alerts
    reader_id: str = ""
    organization: str = ""
    timezone: str = "Europe/Madrid"
    has_neighbours: bool = False  # other organizations on this server
    follow_ups: int = 0  # number of open follow-ups


def shell(visitor: Visitor, places: Sequence[Place], feeds: Sequence[Component]) -> html.Div:
    return html.Div(
        [
            html.A(_("Skip to the content"), href="#content", className="skip-link"),
            sidebar(visitor, places),
            topbar(visitor),
            html.Div(
                [
                    simulated_banner(visitor.simulated),
                    paper_head(visitor.organization, visitor.timezone),
                    content(),
                ],
                className="main",
            ),
            html.Nav(
                navigation(visitor, places, "tabbar"),
                className="tabbar",
                **attributes(aria_label=_("Main, at the bottom")),
            ),
            sheet(visitor, places),
            keys_dialog(EVERYWHERE, everywhere()),
            html.Div(
                id=ids.NOTICE,
                className="toast-place",
                **attributes(
                    aria_live="polite",
                    data_unreachable=_("The server does not answer. Check the connection and try again."),
                    data_signed_out=_(
                        "Your session has ended. What you have written stays here: sign in again, then save it."
                    ),
                    data_sign_in=_("Sign in in another tab"),
                    data_unavailable=_("The service is not available right now. Try again in a moment."),
                ),
            ),
            dcc.Store(id=ids.ALERTS_TOLD),
            dcc.Store(id=ids.FOLLOW_UPS_TOLD),
            *feeds,
        ],
        className="app",
        # For drafts: a page that many are answered alike does not name it.
        **attributes(data_reader=visitor.reader_id),
    )


def content() -> html.Main:
    return html.Main(page_container, id="content", className="content", tabIndex="-1")


def brand(visitor: Visitor) -> dcc.Link:
    """Where there are several organizations, it says whose pages these are."""
    line = visitor.organization if visitor.has_neighbours else "Voice Analytics"
    words = [
        html.Span("AutoBox", className="brand-name"),
        html.Span(line, className="brand-line", title=line),
    ]
    mark = html.Img(src="/assets/logo.svg", alt="", className="brand-mark")
    return dcc.Link([mark, html.Span(words)], href="/", className="brand")


def sidebar(visitor: Visitor, places: Sequence[Place]) -> html.Aside:
    listed = html.Nav(
        grouped(visitor, places, "sidebar"), className="nav-list", **attributes(aria_label=_("Main"))
    )
    return html.Aside([brand(visitor), listed, preferences(visitor, "sidebar")], className="sidebar")


def navigation(visitor: Visitor, places: Sequence[Place], where: str) -> list[Component]:
    shown = {
        "tabbar": [place for place in places if place.is_page and place.is_frequent],
        "sheet": [place for place in places if not (place.is_page and place.is_frequent)],
    }
    return [nav_item(visitor, place, where) for place in shown.get(where, places)]


def grouped(visitor: Visitor, places: Sequence[Place], where: str) -> list[Component]:
    """The navigation under its headings, in the order in which the places come."""
    return [
        nav_group(name, navigation(visitor, [*members], where))
        for name, members in groupby(places, key=lambda place: place.group)
    ]


def nav_group(name: str, items: Sequence[Component]) -> html.Div:
    if not name:
        return html.Div(items, className="nav-group")
    heading = html.Div(_(name), className="nav-heading", **attributes(aria_hidden="true"))
    return html.Div([heading, *items], className="nav-group", role="group", **attributes(aria_label=_(name)))


def nav_item(visitor: Visitor, place: Place, where: str) -> Component:
    inside = [icon(place.symbol), html.Span(_(place.name))]
    if place.path == ALERTS:
        inside.append(alert_count(visitor, where))
    if place.path == FOLLOW_UPS:
        inside.append(follow_up_count(visitor, where))
    if not place.is_page:
        return html.A(inside, href=place.path, className="nav-item")
    index = {"type": ids.NAVIGATION, "path": place.path, "where": where}
    return dcc.Link(inside, href=place.path, id=index, className="nav-item")


def alert_count(visitor: Visitor, where: str) -> html.Span:
    """The number of open alerts; empty if none. Updated by `pages/alerts.py`."""
    return html.Span(
        alert_mark(visitor.alerts), id={"type": ids.ALERT_COUNT, "where": where}, className="nav-count"
    )


def follow_up_count(visitor: Visitor, where: str) -> html.Span:
    """The number of callers who wait for us, as with alerts. Updated by `pages/follow_ups.py`."""
    return html.Span(
        waiting_mark(visitor.follow_ups),
        id={"type": ids.FOLLOW_UP_COUNT, "where": where},
        className="nav-count is-quiet",
    )


def alert_mark(count: int) -> list[Component]:
    return count_mark(count, _("%(count)s open", count=count))


def waiting_mark(count: int) -> list[Component]:
    return count_mark(count, _("%(count)s waiting for us", count=count))


def count_mark(count: int, words: str) -> list[Component]:
    spoken = html.Span(words, className="only-read-out")
    return [html.Span(str(count), **attributes(aria_hidden="true")), spoken] if count else []


def topbar(visitor: Visitor) -> html.Header:
    menu = html.Button(
        [icon("list"), html.Span(_("Menu"), className="only-read-out"), alert_count(visitor, "topbar")],
        id=ids.SHEET_BUTTON,
        className="icon-button",
    )
    return html.Header(
        [brand(visitor), html.Div([live_state(), menu], className="topbar-side")], className="topbar"
    )


def sheet(visitor: Visitor, places: Sequence[Place]) -> dbc.Offcanvas:
    others = html.Nav(
        grouped(visitor, places, "sheet"), className="nav-list", **attributes(aria_label=_("More pages"))
    )
    return dbc.Offcanvas(
        [others, preferences(visitor, "sheet")],
        id=ids.SHEET,
        placement="bottom",
        is_open=False,
        title=_("Menu"),
    )


def preferences(visitor: Visitor, where: str) -> html.Div:
    theme = html.Button(
        icon("circle-half"),
        id={"type": "theme-button", "where": where},
        className="icon-button",
        title=_("Light, dark or as the system"),
        **attributes(aria_label=_("Change between light and dark")),
    )
    # On phones the bar above shows it.
    state = live_state() if where == "sidebar" else html.Span(_("Appearance"))
    rows = [html.Div([state, theme], className="foot-row"), languages(visitor.language), user(visitor)]
    return html.Div(rows, className="sidebar-foot")


def live_state() -> html.Span:
    """Text and class are set by `assets/02_shell.js`, which listens to the live channel."""
    words = {"data_open": _("Live"), "data_lost": _("Reconnecting…"), "data_wait": _("Connecting…")}
    return html.Span(words["data_wait"], className=ids.LIVE_STATE_CLASS, role="status", **attributes(**words))


def languages(current: str) -> html.Div:
    links = [
        html.A(
            code,
            href=f"/language/{code}",
            className="is-active" if code == current else "",
            title=name,
            lang=code,
            **attributes(data_keeps_place="yes", aria_label=name),
        )
        for code, name in LANGUAGES.items()
    ]
    return html.Div(links, className="languages", role="group", **attributes(aria_label=_("Language")))


def user(visitor: Visitor) -> html.Div:
    name = dcc.Link(
        [
            html.B(formats.colleague(visitor.email), title=visitor.email),
            html.Span(texts.say(texts.ROLES, visitor.role)),
            html.Span(_("Your account"), className="only-read-out"),
        ],
        href=ACCOUNT,
        title=_("Your account"),
        className="foot-user-name",
    )
    leave = html.Button(
        icon("box-arrow-right"),
        type="submit",
        className="icon-button",
        title=_("Sign out"),
        **attributes(aria_label=_("Sign out")),
    )
    form = html.Form(leave, method="POST", action="/logout")
    return html.Div([html.Span(visitor.email[:1], className="avatar"), name, form], className="foot-user")


def simulated_banner(simulated: Sequence[str]) -> html.Div | None:
    """Keeps simulated calls from being mistaken for customers."""
    if not simulated:
        return None
    names = {"carrier": _("telephone line"), "agent": _("voice agent"), "model": _("language model")}
    listed = ", ".join(names.get(part, part) for part in simulated)
    text = [
        html.B(_("Simulated data")),
        " · ",
        _("Without credentials of your own, these are simulated: %(parts)s.", parts=listed),
    ]
    return html.Div([icon("cpu"), html.Span(text)], className="banner", role="note")
