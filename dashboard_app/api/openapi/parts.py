"""Builds the parts of an operation."""

from typing import Any

from dashboard_app.api.openapi.schemas import ref

Operation = dict[str, Any]
ID = {"$ref": "#/components/parameters/id"}
EVERYWHERE = {"401": "Unauthenticated", "403": "Forbidden", "503": "Unavailable"}


def refusals(**named: str) -> dict[str, Any]:
    statuses = {name.removeprefix("_"): response for name, response in named.items()} | EVERYWHERE
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in statuses.items()}


def answer(description: str, schema: str) -> Operation:
    return {"description": description, "content": {"application/json": {"schema": ref(schema)}}}


def taking(schema: str) -> Operation:
    return {"required": True, "content": {"application/json": {"schema": ref(schema)}}}


def operation(name: str, summary: str, **rest: Any) -> Operation:
    return {"operationId": name, "summary": summary, **rest}
