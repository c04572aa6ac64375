"""One attempt at an AI analysis in the database: begun, reported and ended, each in its own transaction."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import db.actions.analyses as analyses
from db.actions.kept_answers import ANSWERS, forget_answers, keep_answers, kept_answers
from db.actions.ledger import Cost, record_cost, reserve_cost
from db.database import Database
from db.models import ConversationAnalysis
from db.queries.transcripts import StoredCall, stored_call
from workers.budget import limits_of, of_one_question, passed, reservation, settlement, with_spent
from workers.errors import MESSAGES, AnalysisError
from workers.llm.base import Question, Request
from workers.prompts import DEFAULT, Prompt, PromptError, load_prompt
from workers.sectors import SectorError
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
Take = Callable[..., ConversationAnalysis | None]
PREPARED, ASKED, ANSWERED, VERIFIED = 0.1, 0.3, 0.8, 0.9


@dataclass(slots=True)
class Attempt:
    """`settings` contain the chosen model. `requests` include those of earlier attempts at this analysis, `answers` those that earlier
    analyses of the call have kept, by the digest of their question; `kept` counts those of this one.
    """

    database: Database
    settings: WorkerSettings
    analysis_id: UUID
    call: StoredCall
    prompt: Prompt
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    asked: str = ""  # digest of the questions that went into a batch
    answers: dict[str, str] = field(default_factory=dict)
    kept: int = 0

    def advance(self, progress: float, step: str) -> None:
        with self.database.transaction() as session:
            analyses.advance_ai(session, analysis_id=self.analysis_id, progress=progress, step=step)

    def note(self, request: Request) -> None:
        """Records a request's usage and cost, before the answer is parsed."""
        request = replace(request, model=request.model or self.settings.openai_model)
        noted = request.to_json()
        self.requests.append(noted)
        with self.database.transaction() as session:
            analyses.note_usage(session, analysis_id=self.analysis_id, request=noted, model=request.model)
            record_cost(session, conversation_id=self.call.id, cost=self.settled())
        log.info(
            "model answered analysis=%s status=%s ms=%d", self.analysis_id, request.status, request.latency_ms
        )

    def answer_to(self, question: Question) -> str | None:
        return self.answers.get(question.digest(self.settings.openai_model))

    def keep(self, question: Question, answer: str) -> None:
        """Keeps an answer that can be read, for the case that the attempt ends before all parts are answered."""
        digest = question.digest(self.settings.openai_model)
        self.answers[digest], self.kept = answer, self.kept + 1
        with self.database.transaction() as session:
            keep_answers(session, analysis_id=self.analysis_id, answers={digest: answer})

    def complete(self, results: Mapping[str, Any]) -> None:
        with self.database.transaction() as session:
            analyses.complete_ai(session, analysis_id=self.analysis_id, results=results)
            forget_answers(session, self.analysis_id)
            record_cost(session, conversation_id=self.call.id, cost=self.settled())

    def fail(self, error: AnalysisError, answers: Mapping[str, str] = MappingProxyType({})) -> None:
        """`answers`, by the digest of their question, are kept for another analysis of the call."""
        with self.database.transaction() as session:
            keep_answers(session, analysis_id=self.analysis_id, answers=answers)
            analyses.fail_ai(session, analysis_id=self.analysis_id, code=error.code, message=error.message)
            record_cost(session, conversation_id=self.call.id, cost=self.settled(reason=error.code))

    def settled(self, reason: str = "") -> Cost:
        now = datetime.now(UTC)
        highest = of_one_question(highest_price(self, now))
        return settlement(str(self.analysis_id), self.requests, self.settings, now, reason, highest=highest)


def begin_attempt(
    database: Database, settings: WorkerSettings, analysis_id: UUID, *, take: Take = analyses.take_ai
) -> Attempt | None:
    """Takes the analysis and loads its call; None if there is nothing left to do, or if the call's template is gone: the
    analysis has then failed.
    """
    with database.transaction() as session:
        analysis = take(session, analysis_id=analysis_id)
        call = stored_call(session, analysis.conversation_id) if analysis else None
        if analysis is None or call is None:
            return None
        settings = replace(settings, openai_model=analysis.wanted_model or settings.openai_model)
        requests = [*(analysis.usage or {}).get("requests", ())]
        try:
            prompt = load_prompt(call.sector, analysis.wanted_prompt or DEFAULT)
        except (PromptError, SectorError):
            log.exception("analysis has no prompt any more analysis=%s", analysis_id)
            code, now = "unexpected", datetime.now(UTC)
            analyses.fail_ai(session, analysis_id=analysis_id, code=code, message=MESSAGES[code])
            cost = settlement(str(analysis_id), requests, settings, now, code)
            record_cost(session, conversation_id=call.id, cost=cost)
            return None
        if is_mid_request(analysis.progress):
            requests.append(lost_request(settings))
            analysis.usage = {**(analysis.usage or {}), "requests": requests}
        asked = (analysis.usage or {}).get("question", "")
        kept, answers = len((analysis.usage or {}).get(ANSWERS, ())), kept_answers(session, call.id)
        analysis.version, analysis.progress = prompt.version, 0.0
    return Attempt(database, settings, analysis_id, call, prompt, requests, asked, answers, kept)


def is_mid_request(progress: float) -> bool:
    """Whether a dead process had sent a request whose answer nobody received."""
    return ASKED <= progress < ANSWERED


def lost_request(settings: WorkerSettings) -> dict[str, Any]:
    """A request whose answer was lost; it may have been billed."""
    return Request(settings.openai_model, "unknown", None, 0, None, "lost").to_json()


def highest_price(attempt: Attempt, now: datetime) -> Cost:
    """Of the call's questions: one, or one for each part."""
    call = attempt.call
    turns = len(call.turns), sum(len(turn.text) for turn in call.turns)
    return reservation(str(attempt.analysis_id), attempt.prompt, turns, attempt.settings, now)


def reserve(attempt: Attempt, questions: int | None = None) -> None:
    """Reserves that many of the call's questions, or all, once more in the budgets. Raises AnalysisError if it does not fit."""
    now, call = datetime.now(UTC), attempt.call
    cost = with_spent(highest_price(attempt, now), attempt.requests, attempt.settings, questions)
    with attempt.database.transaction() as session:
        allowed = limits_of(session, call.organization_id, attempt.settings, call.timezone, now)
        limit = reserve_cost(session, conversation_id=call.id, cost=cost, limits=allowed)
        if limit is not None:
            raise AnalysisError("budget_exceeded", passed(cost, limit), permanent=True)
