"""The simulated model's answers: real quotations around a few guesses by keyword, marked «simulado» wherever it speaks."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from workers.simulators.hearing import Heard, choices

WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text("utf-8")
)
QUOTE = re.compile(r"(?:\S+\s+){0,11}\S+")
TOKENS = {"plate": "PLATE", "phone": "PHONE", "caller_name": "NAME", "vin": "VIN"}
RATIONALE = "Simulado: por las palabras, sin entender la llamada."
Schema = Mapping[str, Any]


def analysis_of(turns: Sequence[Heard], schema: Schema, *, is_brief: bool = False) -> dict[str, Any]:
    caller = [turn for turn in turns if turn.role == "caller" and turn.text.strip(" […].")]
    agent = [turn for turn in turns if turn.role == "agent" and turn.text.strip()]
    return {
        "summary": [
            sentence(turn, f"Simulado: {side} dice: «{{}}».")
            for turn, side in story(caller, agent)[: 1 if is_brief else None]
        ],
        "intent": intent(caller, choices(schema, "Intent", "value")),
        "services": services(caller, choices(schema, "Service", "value")),
        "sentiment": moods(caller),
        "unresolved_needs": [],
        "follow_ups": follow_ups(agent),
        "coaching": [] if is_brief else coaching(agent),
        "criteria": [judgement(name, agent) for name in choices(schema, "Judgement", "criterion")],
        "upsell": [],
        "entities": entities(caller, choices(schema, "Entity", "kind")),
    }


def story(caller: Sequence[Heard], agent: Sequence[Heard]) -> list[tuple[Heard, str]]:
    """The summary: what the caller wanted, and how the call ended."""
    wish = max(caller[:3], key=lambda turn: len(turn.text), default=None)
    return [
        (turn, side)
        for turn, side in ((wish, "quien llama"), (agent[-1] if agent else None, "el agente"))
        if turn
    ]


def quote(turn: Heard) -> str:
    match = QUOTE.search(turn.text)
    return match.group() if match else turn.text


def cite(turn: Heard) -> list[dict[str, Any]]:
    return [{"turn": turn.number, "quote": quote(turn)}]


def sentence(turn: Heard, form: str) -> dict[str, Any]:
    text = form.format(quote(turn))
    return {"text": text, "caller_text": text, "citations": cite(turn)}


def matching(group: str, turns: Iterable[Heard], allowed: Iterable[str]) -> list[tuple[str, Heard]]:
    """The values whose keywords occur, in the table's order, each with the first matching turn."""
    found = []
    spoken = list(turns)
    for name, pattern in WORDS[group].items():
        turn = next((turn for turn in spoken if re.search(pattern, turn.text, re.IGNORECASE)), None)
        if turn is not None and name in allowed:
            found.append((name, turn))
    return found


def intent(caller: Sequence[Heard], allowed: Sequence[str]) -> dict[str, Any]:
    found = matching("intents", caller, allowed)
    fallback = "general_information" if "general_information" in allowed else allowed[0]
    if not caller:
        return {"value": fallback, "rationale": RATIONALE, "citations": []}
    value, turn = found[0] if found else (fallback, caller[0])
    return {"value": value, "rationale": RATIONALE, "citations": cite(turn)}


def services(caller: Sequence[Heard], allowed: Sequence[str]) -> list[dict[str, Any]]:
    return [{"value": name, "citations": cite(turn)} for name, turn in matching("services", caller, allowed)]


def moods(caller: Sequence[Heard]) -> list[dict[str, Any]]:
    if not caller:
        return []
    places = {"start": caller[0], "middle": caller[len(caller) // 2], "end": caller[-1]}
    return [{"moment": name, "value": mood(turn), "citations": cite(turn)} for name, turn in places.items()]


def mood(turn: Heard) -> str:
    said = [name for name, pattern in WORDS["moods"].items() if re.search(pattern, turn.text, re.IGNORECASE)]
    return said[0] if said else "neutral"


def follow_ups(agent: Sequence[Heard]) -> list[dict[str, Any]]:
    return [
        {
            "text": f"Simulado: cumplir lo que dijo el agente: «{quote(turn)}».",
            "due": "",
            "priority": "normal",
            "citations": cite(turn),
        }
        for _, turn in matching("promises", agent, WORDS["promises"])
    ]


def coaching(agent: Sequence[Heard]) -> list[dict[str, Any]]:
    if not agent:
        return []
    longest = max(agent, key=lambda turn: len(turn.text))
    text = "Simulado: es la intervención más larga del agente; compruebe si se puede decir en menos palabras."
    return [{"text": text, "citations": cite(longest)}]


def judgement(criterion: str, agent: Sequence[Heard]) -> dict[str, Any]:
    """Judges only whether there was a greeting; all other criteria are `unknown`."""
    if criterion != "greeting" or not agent:
        return {"criterion": criterion, "verdict": "unknown", "rationale": RATIONALE, "citations": []}
    is_virtual = re.search(r"virtual|assistant|assistent", agent[0].text, re.IGNORECASE)
    verdict = "success" if is_virtual else "failure"
    return {"criterion": criterion, "verdict": verdict, "rationale": RATIONALE, "citations": cite(agent[0])}


def entities(caller: Sequence[Heard], allowed: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for kind, token in TOKENS.items():
        for turn in caller:
            match = re.search(rf"\[{token}_\d+\]", turn.text)
            if match and kind in allowed:
                around = turn.text[max(turn.text.rfind(" ", 0, max(match.start() - 1, 0)), 0) : match.end()]
                found.append(
                    {
                        "kind": kind,
                        "value": match.group(),
                        "citations": [{"turn": turn.number, "quote": around}],
                    }
                )
                break
    return found
