"""One AI analysis from its id to its result: load the call, ask the model, verify the answer, save."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.database import Database
from db.masking import masks
from db.queries.transcripts import StoredCall
from workers.analysis import ProgrammaticAnalysis
from workers.attempt import ANSWERED, ASKED, PREPARED, VERIFIED, Attempt, begin_attempt, reserve
from workers.errors import AnalysisError
from workers.hybrid.question import Case, Prepared, prepare
from workers.hybrid.result import parsed, result_of
from workers.llm.base import LanguageModel, Question
from workers.programmatic import rules_reading, transcript_of
from workers.prompts import Prompt
from workers.sectors import Sector, load_sector
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
MOST_UNREADABLE = 2
ANSWERED_STATUSES = frozenset({"completed", "unreadable"})


def analyse_with_model(
    database: Database, settings: WorkerSettings, model: LanguageModel, analysis_id: UUID, *, is_last: bool
) -> None:
    """Raises AnalysisError; the analysis has failed for good if the error is permanent or this was the last attempt."""
    attempt = begin_attempt(database, settings, analysis_id)
    if attempt is None:
        log.info("nothing left to do analysis=%s", analysis_id)
        return
    log.info("analysis begins analysis=%s conversation=%s", analysis_id, attempt.call.id)
    try:
        attempt.complete(understand(attempt, model))
    except AnalysisError as error:
        error.permanent |= is_unreadable_again(error, attempt)
        log.warning("analysis failed analysis=%s error=%s last=%s", analysis_id, error, is_last)
        if error.permanent or is_last:
            attempt.fail(error)
        else:
            attempt.advance(PREPARED, "waiting")
        raise
    log.info("analysis complete analysis=%s", analysis_id)


def is_unreadable_again(error: AnalysisError, attempt: Attempt) -> bool:
    """Each answer is paid: after the second one that cannot be read, the model is not asked again."""
    if error.code != "bad_answer":
        return False
    answers = sum(request["status"] in ANSWERED_STATUSES for request in attempt.requests)
    return answers - attempt.kept >= MOST_UNREADABLE


def understand(attempt: Attempt, model: LanguageModel) -> dict[str, Any]:
    """Asks the questions that no earlier attempt has an answer to, and keeps each answer."""
    require_words(attempt)
    reading = read_call(attempt)
    questions, unanswered = reading.prepared.questions, unanswered_of(attempt, reading)
    reserve(attempt, len(unanswered))
    attempt.advance(PREPARED, "prepared")
    named = model.named(attempt.settings.openai_model)
    for question in unanswered:
        done = len(questions) - len(unanswered_of(attempt, reading))
        attempt.advance(ASKED + (ANSWERED - ASKED) * done / len(questions), "asked")
        answer = named.ask(question, attempt.note)
        parsed(answer)
        attempt.keep(question, answer)
    return verified(attempt, reading)


def unanswered_of(attempt: Attempt, reading: "Reading") -> list[Question]:
    return [question for question in reading.prepared.questions if attempt.answer_to(question) is None]


def require_words(attempt: Attempt) -> None:
    if not any(turn.text for turn in attempt.call.turns):
        raise AnalysisError("nothing_to_analyse", permanent=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """The call's analysis by rules, and the questions to the model. Deterministic."""

    prepared: Prepared
    rules: ProgrammaticAnalysis
    sector: Sector


def read_call(attempt: Attempt) -> Reading:
    return reading_of(attempt.call, attempt.prompt, attempt.settings.context_tokens)


def reading_of(call: StoredCall, prompt: Prompt, context_tokens: int) -> Reading:
    sector, rules = load_sector(call.sector), rules_reading(call)
    case = Case(
        turns=transcript_of(call).turns,
        entities=rules.entities,
        language=call.organization_language,
        caller_language=rules.language.value,
        is_masked=masks(call.organization_settings),
    )
    return Reading(prepare(case, sector, prompt, context_tokens), rules, sector)


def verified(attempt: Attempt, reading: Reading) -> dict[str, Any]:
    """The result, once the attempt has an answer to each question."""
    attempt.advance(ANSWERED, "answered")
    answers = [attempt.answer_to(question) or "" for question in reading.prepared.questions]
    result = result_of(answers, reading.prepared, reading.rules, reading.sector, attempt.prompt)
    attempt.advance(VERIFIED, "verified")
    return {**result, **provenance(attempt, attempt.requests[-len(answers) :])}


def provenance(attempt: Attempt, requests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Model, prompt version, duration and cost of the analysis."""
    unasked = {"model": attempt.settings.openai_model, "api": ""}  # all answers were kept
    last, cost = (requests or [unasked])[-1], attempt.settled()
    amount = None if cost.amount is None else str(cost.amount)
    return {
        "model": last["model"],
        "api": last["api"],
        "prompt": attempt.prompt.name,
        "prompt_version": attempt.prompt.version,
        "latency_ms": sum(request["latency_ms"] for request in requests),
        "is_simulated": attempt.settings.is_simulated,
        "language": attempt.call.organization_language,
        "cost": {"amount": amount, "currency": cost.currency, "certainty": cost.certainty},
    }
