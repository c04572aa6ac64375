"""Renders a dialogue for one caller: turns with times, and the analysis that the rules would have stored."""

import json
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from db.demo.dialogues import MARK, Dialogue
from db.demo.people import Caller

VERSION = "demo-1"
DAYS = {
    "es": ("martes", "miércoles", "jueves", "viernes"),
    "ca": ("dimarts", "dimecres", "dijous", "divendres"),
    "en": ("Tuesday", "Wednesday", "Thursday", "Friday"),
    "de": ("Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
}
HOURS = ("8:30", "9:00", "10:15", "11:30", "12:00", "15:30", "16:45", "17:30")
CHARACTER_MS = 58
SURE = 0.9
ON_THE_WAY = ("book_appointment", "change_appointment")
LONG_GAP_MS = 1500
INTERRUPTED = 0.03  # of the agent's turns


@dataclass(frozen=True, slots=True)
class Turn:
    role: str
    text: str
    started_ms: int
    ended_ms: int
    is_interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """`reading` and `ai` are ready for COPY."""

    turns: tuple[Turn, ...]
    duration_seconds: int
    outcome: str
    reading: str
    ai: str


def render(dialogue: Dialogue, caller: Caller, random: Random, *, business: str) -> Rendered:
    """One call in eight is abandoned before its purpose is reached."""
    words = {"business": business, **fields(dialogue, caller, random)}
    is_cut = dialogue.outcome != "not_a_customer" and len(dialogue.turns) > 4 and random.random() < 0.12
    spoken = dialogue.turns[: random.randint(2, len(dialogue.turns) - 2)] if is_cut else dialogue.turns
    turns, found = say(spoken, words, random)
    outcome = "abandoned" if is_cut else dialogue.outcome
    results = reading_of(dialogue, outcome, found, turns)
    ai = ai_of(dialogue, outcome, words, found)
    end = turns[-1].ended_ms // 1000 + 2
    return Rendered(turns, end, outcome, as_line(results), as_line(ai))


def fields(dialogue: Dialogue, caller: Caller, random: Random) -> dict[str, str]:
    return {
        "name": caller.name,
        "first": caller.first_name,
        "car": caller.car,
        "plate": caller.plate,
        "day": random.choice(DAYS[dialogue.language]),
        "time": random.choice(HOURS),
        "price": str(random.choice((89, 95, 110, 129, 145, 180, 240, 320))),
    }


Evidence = dict[tuple[str, str], list[dict[str, Any]]]


def say(
    spoken: tuple[tuple[str, str], ...], words: dict[str, str], random: Random
) -> tuple[tuple[Turn, ...], Evidence]:
    turns, found, clock = [], Evidence(), 400
    for position, (role, raw) in enumerate(spoken, 1):
        text, marks = unmark(raw.format(**words))
        end = clock + max(len(text) * CHARACTER_MS, 600)
        is_cut_short = role == "agent" and position > 1 and random.random() < INTERRUPTED
        turns.append(Turn(role, text, clock, end, is_cut_short))
        for key, start, stop in marks:
            proof = {"turn": position, "start": start, "end": stop, "quote": text[start:stop]}
            found.setdefault(key, []).append(proof)
        clock = end + int(random.lognormvariate(6.8, 0.45))
    return tuple(turns), found


def unmark(raw: str) -> tuple[str, list[tuple[tuple[str, str], int, int]]]:
    """The text without its marks, and for each mark what it proves and where."""
    text, place, marks = "", 0, []
    for match in MARK.finditer(raw):
        text += raw[place : match.start()]
        marks.append(((match["kind"], match["name"] or ""), len(text), len(text) + len(match["words"])))
        text, place = text + match["words"], match.end()
    return text + raw[place:], marks


def escape(text: str) -> str:
    """For COPY's text format."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def as_line(value: dict[str, Any]) -> str:
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def finding(value: str, evidence: list[dict[str, Any]] | None) -> dict[str, Any]:
    return {"value": value, "confidence": SURE, "evidence": evidence or []}


def reading_of(dialogue: Dialogue, outcome: str, found: Evidence, turns: tuple[Turn, ...]) -> dict[str, Any]:
    """In the format of a stored rule-based analysis."""
    has_intent = ("intent", "") in found
    return {
        "version": VERSION,
        "sector": "workshop",
        "language": dialogue.language,
        "intent": finding(dialogue.intent if has_intent else "none", found.get(("intent", ""))),
        "secondary_intents": [],
        "services": [
            finding(name, found["service", name]) for name in dialogue.services if ("service", name) in found
        ],
        "urgency": {**finding(dialogue.urgency, found.get(("urgency", ""))), "reasons": []},
        "outcome": finding(outcome, proof_of_outcome(found)),
        **abandonment_of(outcome, found),
        "sentiment": {
            **finding("negative" if outcome == "abandoned" else dialogue.sentiment, None),
            "score": 0.0,
        },
        "entities": entities_of(found),
        "promises": [] if outcome == "abandoned" else promises_of(found),
        "funnel": funnel_of(found, turns) if wanted_to_book(dialogue, found) else [],
        "talk": talk_of(turns),
        "pauses": pauses_of(turns),
        "language_mismatch": [],
        "notices": [
            {"kind": kind, "heard": True, "heard_ms": turns[0].started_ms, "evidence": []}
            for kind in ("ai", "recording")
        ],
    }


def abandonment_of(outcome: str, found: Evidence) -> dict[str, Any]:
    is_abandoned = outcome == "abandoned"
    stage = lost_at(found) if is_abandoned else None
    abandonment: dict[str, Any] = {
        "value": is_abandoned,
        "stage": stage,
        "reason": "hung_up" if is_abandoned else None,
        "confidence": SURE,
        "evidence": [],
    }
    return {"abandonment": abandonment, "abandoned": is_abandoned, "abandonment_stage": stage}


def entities_of(found: Evidence) -> dict[str, dict[str, Any]]:
    return {
        name: {**finding(items[-1]["quote"], items), "raw": items[-1]["quote"], "state": "captured"}
        for (kind, name), items in found.items()
        if kind == "entity"
    }


def promises_of(found: Evidence) -> list[dict[str, Any]]:
    return [
        {"kind": name, "text": items[-1]["quote"], "evidence": items}
        for (kind, name), items in found.items()
        if kind == "promise"
    ]


def wanted_to_book(dialogue: Dialogue, found: Evidence) -> bool:
    """Like the rules: merely asking something is not a step towards a booking."""
    return dialogue.intent in ON_THE_WAY or ("promise", "booking") in found


def funnel_of(found: Evidence, turns: tuple[Turn, ...]) -> list[dict[str, Any]]:
    """The steps of the template's funnel, in order, each with its evidence."""
    accepted = found.get(("entity", "requested_time"), [])[:1]
    asked = accepted[0]["turn"] - 1 if accepted else 0
    offered = turns[asked - 1].text if asked and turns[asked - 1].role == "agent" else ""
    proofs = {
        "wish_stated": found.get(("intent", ""), []),
        "vehicle_identified": found.get(("entity", "plate"), []) or found.get(("entity", "model"), []),
        "slot_offered": [{"turn": asked, "start": 0, "end": len(offered), "quote": offered}]
        if offered
        else [],
        "slot_accepted": accepted if offered else [],
        "caller_identified": found.get(("entity", "caller_name"), []),
        "booked": found.get(("promise", "booking"), []),
    }
    return [{"step": step, "reached": bool(proof), "evidence": proof[:1]} for step, proof in proofs.items()]


def lost_at(found: Evidence) -> str:
    """The stage at which the caller left: once the vehicle is known, a time was being chosen."""
    if ("entity", "plate") in found or ("entity", "model") in found:
        return "scheduling"
    return "problem" if ("intent", "") in found else "greeting"


def proof_of_outcome(found: Evidence) -> list[dict[str, Any]]:
    return next((items for (kind, _name), items in found.items() if kind == "promise"), [])


def talk_of(turns: tuple[Turn, ...]) -> dict[str, Any]:
    spoken = {
        role: sum(turn.ended_ms - turn.started_ms for turn in turns if turn.role == role)
        for role in ("agent", "user")
    }
    total = sum(spoken.values())
    return {
        "agent_ms": spoken["agent"],
        "user_ms": spoken["user"],
        "ratio": round(spoken["agent"] / total, 3),
        "estimated": False,
    }


def pauses_of(turns: tuple[Turn, ...]) -> list[dict[str, Any]]:
    gaps: list[dict[str, Any]] = [
        {
            "turn": position,
            "duration_ms": turn.started_ms - before.ended_ms,
            "owner": turn.role,
            "estimated": False,
        }
        for position, (before, turn) in enumerate(pairwise(turns), 2)
    ]
    return [gap for gap in gaps if gap["duration_ms"] >= LONG_GAP_MS]


def ai_of(dialogue: Dialogue, outcome: str, words: dict[str, str], found: Evidence) -> dict[str, Any]:
    """In the format of a stored model answer."""
    proof = [{"turn": item["turn"], "quote": item["quote"]} for item in next(iter(found.values()), [])]
    text = (
        "El cliente colgó antes de terminar la gestión."
        if outcome == "abandoned"
        else dialogue.summary.format(**words)
    )
    follow_up = {
        "text": dialogue.follow_up.format(**words),
        "due": "",
        "priority": "normal",
        "citations": proof,
    }
    verdicts = {
        "greeting": "success",
        "need_understood": "success" if proof else "unknown",
        "courtesy": "success",
    }
    verdicts["next_step_clear"] = "failure" if outcome in {"abandoned", "unresolved"} else "success"
    criteria = [
        {"criterion": name, "verdict": verdict, "rationale": "", "citations": []}
        for name, verdict in verdicts.items()
    ]
    return {
        "summary": text,
        "sentences": [{"text": text, "caller_text": text, "citations": proof}],
        "follow_ups": [follow_up] if dialogue.follow_up and outcome != "abandoned" else [],
        "criteria": criteria,
        "services": [],
        "unresolved_needs": [],
        "is_simulated": True,
        "model": "simulated",
        "cost": {"amount": "0.0008", "currency": "EUR", "certainty": "estimated"},
    }
