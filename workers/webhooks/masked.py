"""A call without its caller's personal data, as far as rules and patterns recognize it: receivers see no more than a model may."""

from collections.abc import Mapping
from typing import Any

from db.queries.conversations import Details
from workers.analysis.findings import Evidence
from workers.analysis.transcript import Turn
from workers.hybrid.masking import KINDS, Mask, mask_turn
from workers.hybrid.mentions import Mentions
from workers.hybrid.names import Known, with_names
from workers.sectors import Sector

OF_THE_CALLER = ("phone_number",)
NOT_WORDS = ("id", "analysis_id", "conversation_id", "twilio_call_sid", "elevenlabs_conversation_id")


def masked(data: Mapping[str, Any], details: Details, sector: Sector | None) -> dict[str, Any]:
    """The caller's number is null; names, numbers, plates and addresses in the text become tokens such as [NAME_1]."""
    turns = [
        Turn(row.position, "user" if row.role == "user" else "agent", row.text, None) for row in details.turns
    ]
    mentions, mask = Mentions(known_of(details, turns, sector)), Mask()
    for turn in turns:  # tokens are numbered in spoken order, even if the words themselves are not sent
        mask_turn(turn, mentions, mask)

    def hidden(value: Any, name: str = "") -> Any:
        if isinstance(value, str) and name not in NOT_WORDS and not name.endswith("_at"):
            return mask_turn(Turn(-1, "user", value, None), mentions, mask)
        if isinstance(value, Mapping):
            return {key: hidden(part, key) for key, part in value.items()}
        return [hidden(part) for part in value] if isinstance(value, list | tuple) else value

    words = {name: hidden(data[name]) for name in ("analyses", "turns", "event") if name in data}
    words["event"]["data"].update({name: None for name in OF_THE_CALLER if name in words["event"]["data"]})
    return {**data, **words, **dict.fromkeys(OF_THE_CALLER)}


def known_of(details: Details, turns: list[Turn], sector: Sector | None) -> list[Known]:
    kinds = {name: spec.kind for name, spec in sector.entities.items()} if sector else {}
    rules = next((row for row in details.analyses if row.analysis_type == "programmatic"), None)
    entities = ((rules.results if rules else None) or {}).get("entities") or {}
    found = [
        Known(KINDS[kinds[name]], str(one["value"]), str(one["raw"]), evidence_of(one))
        for name, one in entities.items()
        if kinds.get(name) in KINDS
    ]
    return with_names(found, turns)


def evidence_of(entity: Mapping[str, Any]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(one["turn"], one["start"], one["end"], one["quote"]) for one in entity.get("evidence") or ()
    )
