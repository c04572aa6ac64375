"""The result as stored and shown: proven claims with personal data restored, dropped ones counted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from db.json_text import storable_json
from workers.analysis.findings import ProgrammaticAnalysis
from workers.errors import AnalysisError
from workers.hybrid.citations import verify
from workers.hybrid.crosscheck import differences
from workers.hybrid.free_texts import bound
from workers.hybrid.masking import Mask
from workers.hybrid.merging import merged
from workers.hybrid.question import Prepared
from workers.hybrid.unsaid import Said
from workers.llm.schema import CallAnalysis, Judgement
from workers.prompts import Prompt
from workers.sectors import Sector

AROUND = re.compile(r"\s*(?:<think>.*?</think>)?\s*(?:```\w*\s*(?=\{))?(\{.*\})\s*(?:```)?\s*", re.DOTALL)
"""Thoughts before it, and the fence of a code block."""


def result_of(
    texts: Sequence[str], prepared: Prepared, rules: ProgrammaticAnalysis, sector: Sector, prompt: Prompt
) -> dict[str, Any]:
    """Parses, verifies and unmasks a model's answers, one for each part. Raises AnalysisError if one is invalid."""
    unproven, foreign, unsaid, surplus = (Counter[str]() for _count in range(4))
    said, parts = words_of(prepared, rules), list[CallAnalysis]()
    for part, text in enumerate(texts):
        answer, dropped = verify(parsed(text), prepared.heard_in(part), prepared.of_agent)
        unproven.update(dropped)
        answer, dropped = in_vocabulary(answer, sector, prompt)
        foreign.update(dropped)
        answer, hidden, dropped = bound(answer, said)
        unsaid.update(hidden)
        surplus.update(dropped)
        parts.append(answer)
    proven = merged(parts)
    plain = unmasked(proven.model_dump(), prepared.mask)
    entities = {item["kind"]: item["value"] for item in plain["entities"]}
    kinds = {name: spec.kind for name, spec in sector.entities.items()}
    summary = plain.pop("summary")
    return {
        "summary": joined(sentence["text"] for sentence in summary),
        "summary_caller_language": joined(sentence["caller_text"] for sentence in summary),
        "sentences": summary,
        **plain,
        "differences": differences(proven, rules, kinds, entities),
        "dropped": {
            "count": unproven.total() + foreign.total() + surplus.total(),
            "unproven": dict(unproven),
            "foreign": dict(foreign),
            "surplus": dict(surplus),
        },
        "unsaid": dict(unsaid),
        "parts": len(texts),
        "withheld_turns": list(prepared.withheld),
        "masked": prepared.mask.counts(),
        "is_masked": prepared.is_masked,
        "proven": proven_count(plain, summary),
    }


def words_of(prepared: Prepared, rules: ProgrammaticAnalysis) -> Said:
    """What a model's texts may name: what it was given to read, and what the rules understood of it."""
    return Said.of(prepared.heard.values(), [str(finding.value) for finding in rules.entities.values()])


def parsed(text: str) -> CallAnalysis:
    """Tolerates NUL, which models occasionally write in place of an accent, and what those without schemas put around the JSON."""
    around = AROUND.fullmatch(text)
    try:
        return CallAnalysis.model_validate_json(storable_json(around.group(1) if around else text))
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:3])
        raise AnalysisError("bad_answer", where, permanent=False) from error


def in_vocabulary(
    answer: CallAnalysis, sector: Sector, prompt: Prompt
) -> tuple[CallAnalysis, dict[str, int]]:
    """Drops values outside the sector's vocabulary, which servers without strict mode let through."""
    kept: dict[str, list[Any]] = {
        "services": [item for item in answer.services if item.value in sector.services],
        "upsell": [item for item in answer.upsell if item.service in sector.services],
        "entities": [item for item in answer.entities if item.kind in sector.entities],
        "criteria": first_of_each(item for item in answer.criteria if item.criterion in prompt.criteria),
    }
    foreign = {name: len(getattr(answer, name)) - len(items) for name, items in kept.items()}
    update: dict[str, Any] = dict(kept)
    if answer.intent.value not in sector.intents:
        foreign["intent"] = 1
        update["intent"] = answer.intent.model_copy(
            update={"value": sector.no_intent, "citations": [], "rationale": ""}
        )
    return answer.model_copy(update=update), {name: count for name, count in foreign.items() if count}


def first_of_each(judgements: Iterable[Judgement]) -> list[Judgement]:
    found: dict[str, Judgement] = {}
    for judgement in judgements:
        found.setdefault(judgement.criterion, judgement)
    return list(found.values())


def unmasked(node: Any, mask: Mask) -> Any:
    """Restores personal data; quotations as they were said in their turn."""
    if isinstance(node, list):
        return [unmasked(item, mask) for item in node]
    if isinstance(node, dict):
        if "quote" in node:
            return {**node, "quote": mask.unmask(node["quote"], node["turn"])}
        return {key: unmasked(value, mask) for key, value in node.items()}
    return mask.unmask(node) if isinstance(node, str) else node


def proven_count(plain: dict[str, Any], summary: list[Any]) -> int:
    """The number of proven claims."""
    claims = [item for value in (*plain.values(), summary) if isinstance(value, list) for item in value]
    return sum(bool(claim["citations"]) for claim in (*claims, plain["intent"]))


def joined(sentences: Iterable[str]) -> str:
    return " ".join(sentence.strip() for sentence in sentences if sentence.strip())
