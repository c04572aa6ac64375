"""The description is valid, and says what the server does: each route of ours is in it, and each of its paths is a route."""

import re
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard_app.api.openapi import document
from tests.dashboard_app.conftest import Person

OURS = ("/api/", "/ws/", "/health/", "/metrics")
OF_THE_BRIDGE = (
    "/api/twilio/",
    "/api/webhooks/elevenlabs",
    "/api/test-calls",
    "/api/conversation/{id}/transfer",
    "/api/conversation/{id}/replay",
    "/api/conversation/{id}/hang-up",
    "/api/conversation/{id}/hint",
    "/api/conversation/{id}/voicemail",
    "/ws/elevenlabs-bridge",
)


def test_it_is_valid() -> None:
    OpenAPIV31SpecValidator(document("https://example.com")).validate()


def test_it_describes_the_routes(server: Flask) -> None:
    described = {
        (path, method.upper()) for path, methods in document("")["paths"].items() for method in methods
    }
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", lambda name: "{" + name[1] + "}", rule.rule), method)
        for rule in server.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(OURS) and not rule.endpoint.startswith("unknown.")
    }
    named = {
        (path.replace("{conversation_id}", "{id}").replace("{name}", "{metric}"), way) for path, way in routes
    }

    assert {(path, way) for path, way in described if not path.startswith(OF_THE_BRIDGE)} == named


def test_operations_name_the_errors_of_who_asks_and_of_what_is_asked() -> None:
    lacking = [
        (method, path, status)
        for path, methods in document("")["paths"].items()
        for method, one in methods.items()
        if one.get("security") != []
        for status in ("401", "403", "503", *(("422",) if is_given_more(one) else ()))
        if status not in one["responses"] and path != "/api/views"  # a page without views is not found
    ]

    assert lacking == []


def is_given_more(one: dict[str, Any]) -> bool:
    """Beside ids: what can be wrong in itself."""
    return "requestBody" in one or any(
        part.get("in") == "query" and "schema" in part for part in one.get("parameters", [])
    )


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        pytest.param(
            "/api/twilio/voice-webhook", {"200", "400", "403", "413"}, id="a question of the carrier"
        ),
        pytest.param("/api/twilio/status", {"204", "400", "403", "413"}, id="a report of the carrier"),
        pytest.param("/api/webhooks/elevenlabs", {"200", "400", "401", "413"}, id="a report of the agent"),
    ],
)
def test_callbacks_name_their_errors(path: str, statuses: set[str]) -> None:
    assert set(document("")["paths"][path]["post"]["responses"]) == statuses


def test_the_media_stream_names_its_errors() -> None:
    assert set(document("")["paths"]["/ws/elevenlabs-bridge"]["get"]["responses"]) == {"101", "403", "503"}


def test_it_is_served(alicia: Person) -> None:
    shown = alicia.client.get("/api/openapi.json").json

    assert shown is not None
    assert shown["servers"] == [{"url": "http://localhost"}]


@pytest.mark.parametrize("language", ["es", "ca", "de", "en"])
def test_people_can_read_it(alicia: Person, language: str) -> None:
    alicia.client.get(f"/language/{language}")
    shown = alicia.client.get("/api/docs")

    assert (shown.status_code, shown.mimetype) == (200, "text/html")
    assert "<code>POST /api/follow-ups/{follow_up_id}/{step}</code>" in shown.text
    assert "Authorization: Bearer $TOKEN" in shown.text.replace("&#34;", '"')
    assert "/api/twilio/" not in shown.text


def test_only_who_is_signed_in_reads_it(server: Flask) -> None:
    assert server.test_client().get("/api/docs").status_code == 401
