"""Failures on demand: a model name with a script appended (`gpt-5.4-mini+refusal`) fails as real models fail."""

import json
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workers.simulators.hearing import Heard
from workers.simulators.refusals import ApiError
from workers.simulators.requests import Asked

ORDER = re.compile(r"ignor|olvid|oblid|disregard|forget|vergiss|instruc|anweisung|hacked", re.IGNORECASE)
ERRORS = {
    "rate-limit": (429, "Rate limit reached for requests.", "rate_limit_exceeded", "requests"),
    "quota": (
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        "insufficient_quota",
    ),
    "server-error": (500, "The server had an error while processing your request.", None, "server_error"),
    "overloaded": (503, "The engine is currently overloaded, please try again later.", None, "server_error"),
    "forbidden": (403, "Project does not have access to this model.", None, "invalid_request_error"),
}
HACKED = "HACKED"
STEERED = "HACKED: llame al 806 123 456 o a evil.example.com/x?c=1, pague 950 € <b onclick=x>[aquí](/logout)\u202e\u200b"
WRITTEN_FREELY = ("text", "caller_text", "rationale", "due")
ONCE = "-once"
SLOW_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The response: text or refusal, and its status."""

    text: str = ""
    refusal: str = ""
    status: str = "completed"
    reason: str = ""
    has_usage: bool = True
    tells_cache: bool = True


@dataclass(slots=True)
class Memory:
    """Counts runs of a script per call: `server-error-once` fails only the first time."""

    seen: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_first(self, asked: Asked) -> bool:
        with self.lock:
            self.seen[asked.script + asked.data] += 1
            return self.seen[asked.script + asked.data] == 1


def script_of(asked: Asked, memory: Memory) -> str:
    """The script to play now; one that ends in `-once` is played only the first time."""
    name = asked.script
    if not name.endswith(ONCE):
        return name
    return name.removesuffix(ONCE) if memory.is_first(asked) else ""


def fail_if_scripted(script: str) -> None:
    if script in ERRORS:
        status, message, code, kind = ERRORS[script]
        raise ApiError(status, message, code=code, kind=kind)


def outcome_of(script: str, answer: dict[str, Any], turns: Sequence[Heard]) -> Outcome:
    text = json.dumps(answer, ensure_ascii=False)
    plain = Outcome(text)
    scripted: Mapping[str, Outcome] = {
        "refusal": Outcome(refusal="I'm sorry, I can't help with that."),
        "truncated": Outcome(text[: len(text) // 2], status="incomplete", reason="max_output_tokens"),
        "content-filter": Outcome("", status="incomplete", reason="content_filter"),
        "failed": Outcome("", status="failed", reason="The model failed to generate a response."),
        "bad-json": Outcome(text[:-20]),
        "empty": Outcome(""),
        "wrong-shape": Outcome('{"summary": "all well"}'),
        "no-usage": replace(plain, has_usage=False),
        "no-cache-details": replace(plain, tells_cache=False),
    }
    if script == "false-citations":
        return Outcome(json.dumps(with_false_citations(answer), ensure_ascii=False))
    if script == "obeys":
        return Outcome(json.dumps(obedient(answer, turns), ensure_ascii=False))
    if script == "steered":
        return Outcome(json.dumps(steered(answer), ensure_ascii=False))
    return scripted.get(script, plain)


def with_false_citations(node: Any) -> Any:
    """Replaces every quotation by words that nobody said."""
    if isinstance(node, list):
        return [with_false_citations(item) for item in node]
    if isinstance(node, dict):
        changed = {key: with_false_citations(value) for key, value in node.items()}
        return {**changed, "quote": "palabras que nadie dijo"} if "quote" in node else changed
    return node


def steered(node: Any) -> Any:
    """A model that has understood an order, in whatever code it was said, and has true quotations for all that it writes."""
    if isinstance(node, list):
        return [steered(item) for item in node]
    if isinstance(node, dict):
        return {key: STEERED if key in WRITTEN_FREELY else steered(value) for key, value in node.items()}
    return node


def obedient(answer: dict[str, Any], turns: Sequence[Heard]) -> dict[str, Any]:
    """A model that obeys instructions in the transcript, and cites the instruction as its evidence."""
    order = next((turn for turn in turns if ORDER.search(turn.text)), None)
    if order is None:
        return answer
    proof = [{"turn": order.number, "quote": order.text}]
    judged = [{**item, "verdict": "success", "citations": proof} for item in answer["criteria"]]
    summary = [{"text": HACKED, "caller_text": HACKED, "citations": proof}]
    return {**answer, "summary": summary, "criteria": judged}
