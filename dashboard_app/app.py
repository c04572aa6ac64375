"""The Dash object and how it is attached to a Flask server. There is one Dash app per process, because callbacks are registered per module."""

import logging
import re
from functools import lru_cache
from typing import Any

import dash
from dash import Dash, html
from dash.exceptions import DependencyException
from flask import Flask, Response, after_this_request, current_app, g, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from dashboard_app import bundles, encoding, fast_components, ids, shell_behaviour  # noqa: F401 (the frame's callbacks join the app's)
from dashboard_app.access.members import member
from dashboard_app.access.rules import is_for_programs
from dashboard_app.callback_form import is_known, is_well_formed
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.shell import Visitor, shell
from dashboard_app.components.states import note
from dashboard_app.errors import refuse
from dashboard_app.i18n import language_of_page
from dashboard_app.live_feed import METRICS, feed_of
from dashboard_app.pages import PAGES, is_page, places
from dashboard_app.pages.alerts import open_count
from dashboard_app.pages.follow_ups import waiting_count
from dashboard_app.shared_answers import CALLBACK
from dashboard_app.simulated import simulated_parts
from db.errors import DATABASE_AWAY, took_too_long

log = logging.getLogger(__name__)
THEMES = ("light", "dark")
WITH_GRID = {"/calls"}
GRID_SCRIPT = re.compile(r'<script src="([^"]*/dash_ag_grid/[^"]*)"></script>')
# The second half of the grid's script, fetched when a grid is rendered. Under the address with the version browsers keep it for a year.
GRID_DRAWN = (re.compile(r"dash_ag_grid(\.v\w+)\.min\.js"), r"async-community\1.js")
# Dash's polyfill reimplements what current browsers have, at a twentieth of a page's first load. Dash itself needs only one part of it.
POLYFILL = re.compile(r'<script src="[^"]*/deps/polyfill@[^"]*"></script>')
NEEDED_OF_IT = "vendor/regenerator-runtime-0.14.1.js"
INDEX = """<!DOCTYPE html>
<html lang="{language}" data-bs-theme="{theme}" data-after="{after}" data-member="{member}">
<head>
{metas}
{later}
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{logo}">
<script src="{theme_script}"></script>
<script src="{prefetch_script}"></script>
<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="{bootstrap}">
<link rel="stylesheet" href="{icons}">
{css}
<link rel="stylesheet" href="{styles}">
</head>
<body>
{app_entry}
<footer>{config}<script src="{script}"></script>{scripts}{renderer}</footer>
</body>
</html>"""


class Pages(Dash):
    """Dash, with the reader's language and theme in the document before the first paint."""

    def index(self, *_args: Any, **_kwargs: Any) -> Any:
        """Dash asks for every path that nothing else has. A reader is shown that there is no such page within the frame of all pages;
        who is nobody, and a program, hears it in a few words.
        """
        if is_page(request.path):
            return super().index()  # type: ignore[no-untyped-call]
        if "member" not in g or is_for_programs(request.path):
            raise NotFound
        return make_response(super().index(), 404)  # type: ignore[no-untyped-call]

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # Dash calls it by these names
        theme = request.cookies.get("theme", "")
        shown = {name: value for name, value in parts.items() if name not in {"favicon"}}
        scripts, later = without_grid(shown["scripts"])
        needed = f'<script src="{self.get_asset_url(NEEDED_OF_IT)}"></script>'
        shown["scripts"] = POLYFILL.sub(needed, scripts)
        return INDEX.format(
            language=language_of_page(),
            after=current_app.extensions["live_hub"].cursor or "",  # before anything of the page is read
            member=g.member.id if "member" in g else "",
            theme=theme if theme in THEMES else "light",
            logo=self.get_asset_url("logo.svg"),
            theme_script=self.get_asset_url("early/theme.js"),
            prefetch_script=self.get_asset_url("early/prefetch.js"),
            font=self.get_asset_url("vendor/fonts/figtree-latin-wght-normal.woff2"),
            bootstrap=self.get_asset_url("vendor/bootstrap-5.3.9.min.css"),
            icons=self.get_asset_url("vendor/icons.css"),
            styles=bundles.address("css"),
            script=bundles.address("js"),
            later=later,
            **shown,
        )


@lru_cache(maxsize=1)
def dash_app() -> Dash:
    fast_components.use()
    encoding.use()
    app = Pages(
        "dashboard_app",
        server=Flask("dashboard_app"),  # type: ignore[arg-type]  # replaced by the real server later: pages require an initialized app
        use_pages=True,
        pages_folder="",
        assets_folder=str(bundles.ASSETS),
        assets_ignore=".*",  # the document lists what it needs: see INDEX
        suppress_callback_exceptions=True,  # a page's components exist only while it is open
        title="AutoBox",
        update_title=None,  # type: ignore[arg-type]  # no flicker in the tab title
        on_error=tell_fault,
    )
    for page in PAGES:
        dash.register_page(  # type: ignore[no-untyped-call]
            page.module,
            path=page.path,
            path_template=page.path_template,
            title=page.title,
            layout=page.layout,
            name=page.name,
        )
    app.layout = layout
    return app


def init_app(server: Flask) -> None:
    app = dash_app()
    bundles.init_app(server)
    app.init_app(server)
    server.before_request(refuse_callback)  # after Dash's own, which gathers them at the first request
    server.register_error_handler(DependencyException, answer_unknown_script)
    server.extensions["script_hashes"] = app.csp_hashes
    server.extensions.setdefault("simulated", simulated_parts(server))


def refuse_callback() -> Response | None:
    if request.path != CALLBACK or request.method != "POST":
        return None
    body = request.get_json()
    if is_well_formed(body) and is_known(body, dash_app().callback_map):
        return None
    return refuse(400, "invalid_callback", "No page of this version calls back like that.")


def answer_unknown_script(_error: DependencyException) -> Response:
    """Its words list all there is."""
    return refuse(404, "not_found", "There is no such file.")


def layout() -> html.Div:
    """Dash also calls this once by itself at the first request; that result is never shown."""
    if "member" not in g:
        return html.Div(dash.page_container)
    found = member()
    simulated = current_app.extensions.get("simulated", ())
    visitor = Visitor(
        found.email,
        found.role,
        language_of_page(),
        simulated,
        open_count(),
        str(found.id),
        found.organization,
        found.timezone,
        found.has_neighbours,
        waiting_count(),
    )
    return shell(visitor, places(found.role), [feed_of(METRICS)])


def without_grid(scripts: str) -> tuple[str, str]:
    """The scripts without the grid's, and the one that tells `assets/01_lazy_grid.js` its URL. Pages with a grid fetch it in the meantime."""
    found = GRID_SCRIPT.search(scripts)
    if found is None:
        return scripts, ""
    versioned, half = GRID_DRAWN
    drawn = versioned.sub(half, found[1])
    soon = [
        f'<link rel="preload" href="{script}" as="script" fetchpriority="low">'
        for script in (found[1], drawn)
        if request.path in WITH_GRID
    ]
    return scripts.replace(found[0], ""), "\n".join(
        [f'<meta name="grid-script" content="{found[1]}" data-drawn="{drawn}">', *soon]
    )


def tell_fault(error: Exception) -> None:
    """A failed callback leaves the page as it is and shows a message. A database that is away is answered like everywhere, with a 503:
    the browser asks again (`assets/10_request_retries.js`).
    """
    if isinstance(error, DATABASE_AWAY) and not took_too_long(error):
        raise error
    log.error("callback failed path=%s", request.path, exc_info=error)
    text = _("Something did not work. What you see may be out of date; try again in a moment.")
    shown = note(text, kind="is-bad", symbol="exclamation-triangle")
    shown.children.append(notice_closer())
    dash.set_props(ids.NOTICE, {"children": shown})
    after_this_request(marked_as_failed)


def marked_as_failed(answer: Response) -> Response:
    """For `assets/10_error_notice.js`: Dash answers a failed callback like any other."""
    answer.headers["Callback-Failed"] = "yes"
    return answer


def notice_closer() -> html.Button:
    about = attributes(aria_label=_("Close"), data_closes="notice")
    return html.Button(icon("x-lg"), type="button", className="icon-button", **about)
