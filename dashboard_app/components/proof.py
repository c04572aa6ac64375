"""From a finding to the words that prove it: links to turns, and marks within them. Reads stored JSON defensively."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.transcript import Mark

Json = Mapping[str, Any]


def objects(value: Any) -> list[Json]:
    """The dicts in what should be a list of them."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def object_of(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def turns_of(evidence: Any) -> list[int]:
    """Unique positions, in the order of the call."""
    return sorted({int(item["turn"]) for item in objects(evidence) if isinstance(item.get("turn"), int)})


def proof(positions: Iterable[int]) -> html.Span | None:
    links = [html.A(str(position), href=f"#turn-{position}", title=f"#{position}") for position in positions]
    return html.Span(links, className="proof") if links else None


def evidence_marks(results: Json) -> dict[int, list[Mark]]:
    """By turn position, for the transcript."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for kind, title, evidence in proven(results):
        for item in objects(evidence):
            if all(isinstance(item.get(name), int) for name in ("turn", "start", "end")):
                found[item["turn"]].append(Mark(item["start"], item["end"], kind, title))
    return dict(found)


def proven(results: Json) -> Sequence[tuple[str, str, Any]]:
    """Kind, title and evidence, most important first."""
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
        if item.get("entity") == "price":  # a corrected read-back is marked as what it is: a plate, a number
            found.append(("contradiction", _("Said in two ways"), item.get("evidence")))
    return found


def text_of(value: Any) -> str | None:
    return value if isinstance(value, str) else None
