"""Extracts transcript and vocabulary from a request, as a model would read them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TRANSCRIPT = re.compile(r"<transcript>\n(.*)\n</transcript>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heard:
    number: int
    role: str
    text: str


def turns_in(data: str) -> list[Heard]:
    """The turns of the request's transcript; empty if there is none."""
    match = TRANSCRIPT.search(data)
    turns = json.loads(match.group(1))["turns"] if match else []
    return [Heard(turn["turn"], turn["role"], turn["text"]) for turn in turns]


def choices(schema: Mapping[str, Any], model: str, field: str) -> list[str]:
    values: list[str] = schema["$defs"][model]["properties"][field]["enum"]
    return values
