"""The live channel. OpenAPI has no WebSockets: each is described as the GET that opens it."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, operation, refusals
from dashboard_app.api.openapi.schemas import parameter, ref

AFTER = parameter("after", "The id of the last event seen: later ones are sent first.", {"type": "integer"})
MESSAGES = "The socket is open. Each message is one event; `ping` carries the id up to which everything has been sent."
SOUND = (
    "The socket is open. Each message is what one side has just said. Closed with 1000 when the call, or this part of it, is over; with 4404 if "
    "nothing is heard of it."
)


def follow(name: str, summary: str, *parameters: dict[str, Any], **named: str) -> dict[str, Any]:
    opened = {"description": MESSAGES, "content": {"application/json": {"schema": ref("Event")}}}
    responses = {"101": opened, **refusals(_422="Invalid", **named)}
    return {"get": operation(name, summary, parameters=[*parameters, AFTER], responses=responses)}


def listen() -> dict[str, Any]:
    audio = {"type": "string", "contentEncoding": "base64", "description": "mu-law at 8 kHz (ITU-T G.711)"}
    cut = {"type": "boolean", "description": "What the agent had still to say was dropped."}
    side = {"type": "string", "enum": ["caller", "agent"]}
    schema = {
        "type": "object",
        "properties": {"side": side, "audio": audio, "clear": cut},
        "required": ["side"],
    }
    opened = {"description": SOUND, "content": {"application/json": {"schema": schema}}}
    responses = {"101": opened, **refusals(_404="NotFound")}
    return {
        "get": operation(
            "listen_in", "The sound of a live call that is recorded", parameters=[ID], responses=responses
        )
    }


PATHS: dict[str, Any] = {
    "/ws/metrics": follow("follow_metrics", "All events of the organization"),
    "/ws/conversations/{id}": follow(
        "follow_conversation", "The events of one conversation", ID, _404="NotFound"
    ),
    "/ws/conversations/{id}/sound": listen(),
}
