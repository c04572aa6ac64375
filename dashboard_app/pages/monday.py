"""The weekly report as a printable page; the same content is sent by e-mail."""

from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app.access.members import member
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.unclear_address import unclear_address
from dashboard_app.components.week_sheet import week_sheet, week_steps
from dashboard_app.viewer import Viewer, current_viewer, reading
from dashboard_app.weekly.gathering import gather
from dashboard_app.weekly.sheet import Sheet, sheet_of
from dashboard_app.weekly.weeks import Week, last_week, week_named

PATH = "/monday"


def title() -> str:
    return str(_("Weekly sheet")) + " · AutoBox"


def layout(week: str = "", **_query: Any) -> html.Div:
    viewer = current_viewer()
    chosen = week_named(week, viewer.now)
    sheet = sheet_now(viewer, chosen)
    following = chosen.after if chosen < last_week(viewer.now) else None
    head = html.Div([html.H1(sheet.title), html.P(_("The week in plain words, for whoever decides."))])
    acts = html.Div([week_steps(chosen.before, chosen, following), *buttons(chosen)], className="sheet-acts")
    unclear = unclear_address(PATH, {"week": str(week)} if week and week != chosen.name else {}, {})
    parts = [html.Div([head, acts], className="page-head"), unclear, week_sheet(sheet)]
    return html.Div([part for part in parts if part is not None], className="sheet-page")


def sheet_now(viewer: Viewer, week: Week) -> Sheet:
    with reading() as session:
        facts = gather(
            session,
            organization_id=viewer.organization_id,
            timezone=viewer.timezone,
            week=week,
            now=viewer.now,
        )
    return sheet_of(facts, member().organization)


def buttons(week: Week) -> list[Any]:
    """The browser prints; `assets/02_shell.js` triggers it."""
    printing = html.Button(
        [icon("printer"), " ", _("Print")],
        type="button",
        className="btn btn-light btn-sm",
        **attributes(data_prints="page"),
    )
    pdf = html.A(
        [icon("download"), " PDF"],
        href=f"/api/reports/weekly.pdf?week={week.name}",
        className="btn btn-light btn-sm",
    )
    return [printing, pdf]
