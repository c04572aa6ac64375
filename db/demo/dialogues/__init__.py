"""Dialogues of the demo, by language: data files, read and validated once."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

MARK = re.compile(r"\[\[(?P<kind>[a-z_]+)(?::(?P<name>[a-z_]+))?\|(?P<words>[^\]]*)\]\]")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`turns` begin with the agent's greeting; each is (role, text with marks and {fields})."""

    language: str
    intent: str
    outcome: str
    urgency: str
    sentiment: str
    weight: int
    summary: str
    follow_up: str
    services: tuple[str, ...]
    turns: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def dialogues(language: str) -> tuple[Dialogue, ...]:
    content = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    hello = ("agent", str(content["hello"]))
    return tuple(read(item, language, hello) for item in content["dialogue"])


def read(item: dict[str, Any], language: str, hello: tuple[str, str]) -> Dialogue:
    lines = [str(line) for line in item["turns"]]
    turns = (("agent" if line.startswith("A: ") else "user", line[3:]) for line in lines)
    services = tuple(str(name) for name in item.get("services", ()))
    return Dialogue(
        language=language,
        intent=str(item["intent"]),
        outcome=str(item["outcome"]),
        urgency=str(item.get("urgency", "normal")),
        sentiment=str(item["sentiment"]),
        weight=int(item["weight"]),
        summary=str(item["summary"]),
        follow_up=str(item.get("follow_up", "")),
        services=services,
        turns=(hello, *turns),
    )
