"""How a page subscribes: one store per room, which `assets/live.js` fills with the room's newest event."""

from uuid import UUID

from dash import ALL, Input, dcc

METRICS = "metrics"
ANY = ALL


def room_of_call(conversation_id: UUID | str) -> str:
    return f"conversations/{conversation_id}"


def feed_of(room: str) -> dcc.Store:
    return dcc.Store(id={"type": "live", "topic": room})


def heard(room: str) -> Input:
    return Input({"type": "live", "topic": room}, "data")
