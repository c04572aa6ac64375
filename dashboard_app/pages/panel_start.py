"""The panel's first section. Without calls it is one answer instead of a dozen empty sections, which `74-panel.css` then hides."""

from dash import html

from dashboard_app.components.no_calls import no_match, none_yet
from dashboard_app.pages import panel_sections as sections
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.selection import Selection, customers, has_calls


def figures(scope: Scope) -> html.Div:
    return sections.figures(scope, without_calls=no_calls)


def no_calls(scope: Scope) -> html.Div:
    ever = customers(Selection(organization_id=scope.viewer.organization_id))
    with reading() as session:
        is_new = not has_calls(session, ever)
    return html.Div(
        none_yet() if is_new else no_match(), className="card-box no-calls" + (" is-new" if is_new else "")
    )
