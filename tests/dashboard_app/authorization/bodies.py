"""Bodies of requests as the description of the API wants them, with somebody else's ids where an id belongs."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def body_of(operation: Schema, document: Schema, ids: Mapping[str, str]) -> Any:
    """None where the operation takes no JSON."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return None if schema is None else example(schema, document, ids, "")


def example(schema: Schema, document: Schema, ids: Mapping[str, str], name: str) -> Any:
    schema = resolved(schema, document)
    if name in ids:
        return ids[name]
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for kind in ("oneOf", "anyOf", "allOf"):
        if kind in schema:
            return example(schema[kind][0], document, ids, name)
    return plain(schema, document, ids, name)


def plain(schema: Schema, document: Schema, ids: Mapping[str, str], name: str) -> Any:
    kind = schema.get("type")
    kind = next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object":
        parts = schema.get("properties", {})
        return {key: example(part, document, ids, key) for key, part in parts.items()}
    if kind == "array":
        return [ids["id"] if name == "ids" else example(schema.get("items", {}), document, ids, name)]
    if kind == "string":
        return ids["id"] if schema.get("format") == "uuid" else "x"
    return {"integer": 1, "number": 1, "boolean": True}.get(str(kind))


def resolved(schema: Schema, document: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema
