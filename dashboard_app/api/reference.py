"""`/api/docs`: the OpenAPI description as a page for people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, render_template

from dashboard_app.api.openapi import Document, document

blueprint = Blueprint("api_reference", __name__, template_folder="templates")
PLURALS = {"conversation": "conversations"}


@dataclass(frozen=True, slots=True)
class Operation:
    group: str
    method: str
    path: str
    summary: str
    parameters: list[dict[str, Any]]
    body: str  # the schema's name
    example: str


@blueprint.get("/api/docs")
def show() -> str:
    described = document(current_app.extensions["dashboard_settings"].public_url)
    listed = sorted(operations(described), key=lambda one: one.group)
    groups = {name: list(found) for name, found in groupby(listed, key=lambda one: one.group)}
    return render_template("reference.html", groups=groups, schemas=schemas(described))


def operations(described: Document) -> Iterator[Operation]:
    """Those that a token or a session opens; the carrier's webhooks are not for readers."""
    url = described["servers"][0]["url"]
    for path, methods in described["paths"].items():
        for method, found in methods.items():
            if found.get("security") == [] or path.startswith("/ws/"):
                continue
            body = schema_of(found.get("requestBody", {}))
            yield Operation(
                group_of(path),
                method.upper(),
                path,
                found["summary"],
                [resolved(described, one) for one in found.get("parameters", ())],
                body,
                example(method.upper(), url + path, has_body=bool(body)),
            )


def group_of(path: str) -> str:
    first = path.removeprefix("/api").split("/")[1]
    return PLURALS.get(first, first)


def resolved(described: Document, parameter: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in parameter:
        return parameter
    found: dict[str, Any] = described["components"]["parameters"][last(parameter["$ref"])]
    return found


def schema_of(body: dict[str, Any]) -> str:
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    return last(schema.get("$ref", ""))


def last(reference: str) -> str:
    return reference.rpartition("/")[2]


def example(method: str, url: str, *, has_body: bool) -> str:
    parts = ["curl"] + ([f"-X {method}"] if method != "GET" else [])
    parts.append('-H "Authorization: Bearer $TOKEN"')
    if has_body:
        parts.append("--json @body.json")
    return " ".join([*parts, f'"{url}"'])


def schemas(described: Document) -> dict[str, str]:
    """The bodies' schemas, as JSON."""
    names = {one.body for one in operations(described) if one.body}
    found = described["components"]["schemas"]
    return {name: json.dumps(found[name], indent=2, ensure_ascii=False) for name in sorted(names)}
