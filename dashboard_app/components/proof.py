"""From a finding to the words that prove it: links to turns, and marks in them. Reads stored JSON, so it trusts nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.transcript import Mark

Json = Mapping[str, Any]


def objects(value: Any) -> list[Json]:
    """The objects of what should be a list of them."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def object_of(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def turns_of(evidence: Any) -> list[int]:
    """Positions, each once, in the order of the call."""
    return sorted({int(item["turn"]) for item in objects(evidence) if isinstance(item.get("turn"), int)})


def proof(positions: Iterable[int]) -> html.Span | None:
    links = [html.A(str(position), href=f"#turn-{position}", title=f"#{position}") for position in positions]
    return html.Span(links, className="proof") if links else None


def evidence_marks(results: Json) -> dict[int, list[Mark]]:
    """By position of the turn, for the transcript."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for kind, title, evidence in proven(results):
        for item in objects(evidence):
            if all(isinstance(item.get(name), int) for name in ("turn", "start", "end")):
                found[item["turn"]].append(Mark(item["start"], item["end"], kind, title))
    return dict(found)


def proven(results: Json) -> Sequence[tuple[str, str, Any]]:
    """Kind, what it proves, and the evidence; the most telling first."""
    single = (
        ("urgency", texts.URGENCIES),
        ("intent", texts.INTENTS),
        ("outcome", texts.OUTCOMES),
    )
    found = [
        (
            name,
            texts.say(names, text_of(object_of(results.get(name)).get("value"))),
            object_of(results.get(name)).get("evidence"),
        )
        for name, names in single
    ]
    entities = object_of(results.get("entities"))
    found += [
        ("entity", texts.say(texts.ENTITIES, name), object_of(item).get("evidence"))
        for name, item in entities.items()
    ]
    for item in objects(results.get("services")):
        found.append(("service", texts.say(texts.SERVICES, text_of(item.get("value"))), item.get("evidence")))
    for item in objects(results.get("promises")):
        found.append(("promise", texts.say(texts.PROMISES, text_of(item.get("kind"))), item.get("evidence")))
    for item in objects(results.get("contradictions")):
        if item.get("entity") == "price":  # what was put right is marked as what it is: a plate, a number
            found.append(("contradiction", _("Said in two ways"), item.get("evidence")))
    return found


def text_of(value: Any) -> str | None:
    return value if isinstance(value, str) else None
