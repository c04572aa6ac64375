"""The live channel. OpenAPI has no WebSockets: each is described as the GET that opens it."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, operation, refusals
from dashboard_app.api.openapi.schemas import parameter, ref

AFTER = parameter("after", "The id of the last event seen: later ones are sent first.", {"type": "integer"})
MESSAGES = "The socket is open. Each message is one event; `ping` carries the id up to which everything has been sent."


def follow(name: str, summary: str, *parameters: dict[str, Any], **named: str) -> dict[str, Any]:
    opened = {"description": MESSAGES, "content": {"application/json": {"schema": ref("Event")}}}
    responses = {"101": opened, **refusals(_422="Invalid", **named)}
    return {"get": operation(name, summary, parameters=[*parameters, AFTER], responses=responses)}


PATHS: dict[str, Any] = {
    "/ws/metrics": follow("follow_metrics", "All events of the organization"),
    "/ws/conversations/{id}": follow(
        "follow_conversation", "The events of one conversation", ID, _404="NotFound"
    ),
}
