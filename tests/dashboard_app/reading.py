"""What stands in a component, as a person would read it."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def parts(component: Any) -> Iterator[Any]:
    """The component and all within it."""
    if isinstance(component, list | tuple):
        for item in component:
            yield from parts(item)
    elif component is not None:
        yield component
        yield from parts(getattr(component, "children", None)) if isinstance(component, Component) else ()


def words(component: Any) -> str:
    found = " ".join(str(part) for part in parts(component) if isinstance(part, str | int | float))
    return found.replace("\u00a0", " ")  # where no line may end, people read a space


def links(component: Any) -> list[str]:
    return [part.href for part in parts(component) if isinstance(getattr(part, "href", None), str)]


def with_class(component: Any, name: str) -> list[Any]:
    return [part for part in parts(component) if name in str(getattr(part, "className", "")).split()]


def with_id(component: Any, wanted: Any) -> Any:
    return next((part for part in parts(component) if getattr(part, "id", None) == wanted), None)
