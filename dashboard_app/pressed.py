"""Of buttons and fields whose ids follow a pattern: which button was pressed, and what was typed."""

from collections.abc import Sequence
from typing import Any

from dash import ctx


def pressed_button() -> dict[str, str] | None:
    """Its id; None if the callback was only given the initial values of redrawn buttons, which may arrive together with a real click."""
    clicked = [one["prop_id"] for one in ctx.triggered if one["value"]]
    return dict(ctx.triggered_prop_ids[clicked[0]]) if clicked else None


def typed_by_name(values: Sequence[Any], ids: Sequence[dict[str, str] | None]) -> dict[str, Any]:
    """Dash passes None for fields that no longer exist, instead of leaving them out."""
    return {one["name"]: value for one, value in zip(ids, values, strict=True) if one}
