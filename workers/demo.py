"""Demo calls of a line of business: its template's golden calls with other callers, analysed by the rules as real calls are."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, Self

from db.demo.people import Caller
from db.demo.rendering import Rendered, Turn, as_line, say
from db.demo.repertoire import Rhythm
from workers import analysis
from workers.analysis import ProgrammaticAnalysis, Transcript
from workers.sectors.schema import Sector
from workers.sectors.source import read_utf8

DEMO_FILE = "demo.toml"
BROKEN_OFF = 0.12  # share of calls that the caller ends early
MIN_NAME_CHARACTERS = 3
OUTSIDERS_WEIGH = 0.4  # golden calls cover every kind; in reality most are customers'
COST = {"amount": "0.0008", "currency": "EUR", "certainty": "estimated"}


@dataclass(frozen=True)
class GoldenCalls:
    """A `db.demo.repertoire.Repertoire`. A language without golden calls borrows those of the template's own."""

    sector: Sector
    business: str = ""

    def of(self, business: str) -> Self:
        return replace(self, business=business)

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """demo.toml of the template, if it has one."""
        file = Path(self.sector.folder) / DEMO_FILE
        return tomllib.loads(read_utf8(file)) if file.is_file() else {}

    @cached_property
    def rhythm(self) -> Rhythm:
        """`weekdays`, Monday first, and `hours` from 0 to 23."""
        said = self.said
        if not said:
            return Rhythm()
        hours = {hour: float(weight) for hour, weight in enumerate(said["hours"]) if weight}
        return Rhythm(tuple(map(float, said["weekdays"])), hours, float(said["feast"]))

    @cached_property
    def calls(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        lines = read_utf8(self.sector.golden_file).split("\n")
        found = sorted((json.loads(line) for line in lines if line.strip()), key=_language)
        return {language: tuple(calls) for language, calls in groupby(found, key=_language)}

    def in_language(self, language: str) -> Sequence[Mapping[str, Any]]:
        return self.calls.get(language) or self.calls[self.sector.default_language]

    def weights(self, language: str) -> Sequence[float]:
        aside = (self.sector.outsider_intent, self.sector.no_intent)
        return [
            OUTSIDERS_WEIGH if call["labels"]["intent"] in aside else 1.0
            for call in self.in_language(language)
        ]

    def greeted(self, call: Mapping[str, Any], caller: Caller) -> tuple[tuple[str, str], ...]:
        """The lines of a call, with our name where its agent says that of the golden calls' business."""
        theirs = str(self.said.get("business", {}).get(_language(call), ""))
        lines = spoken(call, caller)
        if not (theirs and self.business):
            return lines
        ours = escaped(self.business)
        return tuple((role, text.replace(theirs, ours) if role == "agent" else text) for role, text in lines)

    def render(self, place: int, caller: Caller, random: Random) -> Rendered:
        lines = self.greeted(self.in_language(caller.language)[place], caller)
        is_cut = len(lines) > 4 and random.random() < BROKEN_OFF
        turns, _ = say(lines[: random.randint(2, len(lines) - 2)] if is_cut else lines, {}, random)
        seconds = turns[-1].ended_ms // 1000 + 2
        reading = analysis.analyse(transcript_of(turns, seconds), self.sector)
        return Rendered(
            turns,
            seconds,
            reading.outcome.value,
            as_line(reading.to_json()),
            as_line(ai_of(reading, self.sector)),
        )


def _language(call: Mapping[str, Any]) -> str:
    return str(call["language"])


def spoken(call: Mapping[str, Any], caller: Caller) -> tuple[tuple[str, str], ...]:
    """(role, text) of each turn, with the demo caller's name in place of the golden caller's. Braces are escaped for `format`."""
    name = str(call["labels"].get("entities", {}).get("caller_name", ""))
    return tuple(
        (str(turn["role"]), escaped(renamed(str(turn["message"]), name, caller)))
        for turn in call["transcript"]
    )


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def renamed(text: str, name: str, caller: Caller) -> str:
    if len(name) < MIN_NAME_CHARACTERS:
        return text
    text = re.sub(rf"\b{re.escape(name)}\b", caller.name, text)
    first, *last = name.split()
    for old, new in ((first, caller.first_name), (" ".join(last), caller.name.split()[-1])):
        if len(old) >= MIN_NAME_CHARACTERS:
            text = re.sub(rf"\b{re.escape(old)}\b", new, text)
    return text


def transcript_of(turns: Sequence[Turn], seconds: int) -> Transcript:
    return Transcript(
        turns=tuple(
            analysis.Turn(
                position, "user" if turn.role == "user" else "agent", turn.text, turn.started_ms, turn.ended_ms
            )
            for position, turn in enumerate(turns, 1)
        ),
        duration_seconds=seconds,
        end_reason="caller_hangup",
    )  # fmt: skip


def ai_of(reading: ProgrammaticAnalysis, sector: Sector) -> dict[str, Any]:
    """A simulated model answer in stored form, built from the rules' findings."""
    proof = [
        {"turn": item.turn, "quote": item.quote}
        for item in (*reading.intent.evidence, *reading.outcome.evidence)[:2]
    ]
    language = sector.default_language
    intent = sector.label("intents", reading.intent.value, language) or reading.intent.value
    jobs = [sector.label("services", one.value, language) or one.value for one in reading.services]
    # Most outcomes have no name of their own in a template.
    ended = sector.label("outcomes", reading.outcome.value, language)
    said = [intent, ", ".join(jobs), ended or ""]
    text = ". ".join(part for part in said if part) + "."
    missed = reading.outcome.value in {"abandoned", "unresolved"}
    criteria = [
        {
            "criterion": name,
            "verdict": "unknown" if not proof else "failure" if missed else "success",
            "rationale": "",
            "citations": proof,
        }
        for name in sector.texts.get("criteria", {})
    ]
    return {
        "summary": text,
        "sentences": [{"text": text, "caller_text": text, "citations": proof}],
        "follow_ups": [],
        "criteria": criteria,
        "services": [],
        "unresolved_needs": [],
        "is_simulated": True,
        "model": "simulated",
        "cost": COST,
    }
