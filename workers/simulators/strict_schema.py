"""The subset of JSON Schema that strict mode accepts."""

from collections.abc import Iterator, Mapping
from typing import Any

from workers.simulators.refusals import ApiError

KEYWORDS = {
    "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs",
    "description", "minimum", "maximum", "minItems", "maxItems", "pattern", "format",
}  # fmt: skip


def check_schema(schema: Any, param: str, name: str) -> None:
    """Raises the error that the real API returns for the first violation."""
    for path, node in objects(schema, ()):
        fault = fault_of(node)
        if fault:
            message = f"Invalid schema for response_format '{name}': In context={path}, {fault}."
            raise ApiError(400, message, code="invalid_json_schema", param=param)


def objects(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yields every nested schema with its path."""
    if not isinstance(node, Mapping):
        return
    yield path, node
    for group in ("properties", "$defs"):
        for name, inner in (node.get(group) or {}).items():
            yield from objects(inner, (*path, group, name))
    if "items" in node:
        yield from objects(node["items"], (*path, "items"))
    for number, inner in enumerate(node.get("anyOf") or ()):
        yield from objects(inner, (*path, "anyOf", str(number)))


def fault_of(node: Mapping[str, Any]) -> str:
    foreign = sorted(set(node) - KEYWORDS)
    if foreign:
        return f"'{foreign[0]}' is not permitted"
    if node.get("type") != "object":
        return ""
    if node.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false"
    if set(node.get("required") or ()) != set(node.get("properties") or ()):
        return "'required' is required to be supplied and to be an array including every key in properties"
    return ""
