"""On a call's page: its AI analyses side by side, and a way to run another with a different model or prompt."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from flask import current_app

from dashboard_app.access.members import may_write
from dashboard_app.components import ai_versions
from dashboard_app.components.ai_comparison import comparison
from dashboard_app.viewer import current_viewer, reading
from db.queries.analysis_versions import Version
from db.queries.analysis_versions import ai_versions as all_versions
from db.queries.conversations import conversation_exists
from workers.choices import Offers, offers_for

VERSIONS, SHOWN = "call-ai-versions", "call-ai-versions-shown"


def versions_place(conversation_id: str) -> html.Div:
    part, stamp = versions_of(UUID(conversation_id))
    return html.Div([dcc.Store(id=SHOWN, data=stamp), html.Div(part, id=VERSIONS)])


def versions_of(conversation_id: UUID) -> tuple[Any, str]:
    """The rendered part, and the stamp of the versions it was rendered from."""
    versions = load(conversation_id)
    complete = [one for one in versions if one.status == "completed"]
    compared = comparison(complete[1], complete[0]) if len(complete) > 1 else None
    part = ai_versions.versions_part(
        versions, offers(conversation_id) if versions else None, may_start=may_write(), compared=compared
    )
    return part, stamp_of(versions)


def load(conversation_id: UUID) -> list[Version]:
    """Empty for another organization's call."""
    with reading() as session:
        if not conversation_exists(session, conversation_id, current_viewer().organization_id):
            return []
        return all_versions(session, conversation_id)


def offers(conversation_id: UUID) -> Offers | None:
    extensions = current_app.extensions
    settings = extensions.get("worker_settings")
    if settings is None:
        return None
    return offers_for(extensions["database"], settings, conversation_id, datetime.now(UTC))


def stamp_of(versions: Sequence[Version]) -> str:
    return " ".join(f"{one.id}:{one.status}" for one in versions)


@callback(
    Output(VERSIONS, "children"),
    Output(SHOWN, "data"),
    Input("call-tick", "data"),
    State("call-id", "data"),
    State(SHOWN, "data"),
    prevent_initial_call=True,
)
def show_versions(_tick: object, conversation_id: str, shown: str) -> tuple[Any, Any]:
    """Redraws only when an analysis starts or ends, so as not to disturb a comparison being read."""
    wanted = UUID(conversation_id)
    if stamp_of(load(wanted)) == shown:
        return no_update, no_update
    return versions_of(wanted)


@callback(
    Output(ai_versions.COMPARED, "children"),
    Input(ai_versions.LEFT, "value"),
    Input(ai_versions.RIGHT, "value"),
    State("call-id", "data"),
    prevent_initial_call=True,
)
def show_comparison(left: str, right: str, conversation_id: str) -> Any:
    by_id = {str(one.id): one for one in load(UUID(conversation_id)) if one.status == "completed"}
    if left not in by_id or right not in by_id:
        return no_update
    return comparison(by_id[left], by_id[right])


clientside_callback(
    ClientsideFunction("call", "analyseWith"),
    Output("call-ai-asked", "data", allow_duplicate=True),
    Output("call-ai-refused", "children", allow_duplicate=True),
    Input(ai_versions.AGAIN, "n_clicks"),
    State(ai_versions.OFFER, "value"),
    State("call-id", "data"),
    State("call-ai-words", "data"),
    prevent_initial_call=True,
)
