"""Starts an AI analysis: checks it, reserves its cost, records it and queues its job. Loads no model SDK."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import redis

import db.actions.analyses as analyses
from db.actions.batches import assign
from db.actions.ledger import record_cost, reserve_cost
from db.database import Database
from workers.breaker import Breaker
from workers.budget import in_batch, limits_of, passed, reservation, settlement
from workers.errors import (
    MESSAGES,
    AnalysisUnderWayError,
    BudgetExceededError,
    CallNotOverError,
    NothingToAnalyseError,
    QueueUnavailableError,
    UnknownChoiceError,
    UnknownConversationError,
    UnreadableTemplateError,
)
from workers.prompts import DEFAULT, Prompt, PromptError, load_prompt, prompt_names
from workers.sectors import SectorError
from workers.settings import WorkerSettings


@dataclass(frozen=True, slots=True)
class Choice:
    """The requested model and prompt; empty: the default."""

    prompt: str = ""
    model: str = ""


class AnalysisQueue(Protocol):
    redis: redis.Redis

    def enqueue_ai_analysis(self, analysis_id: UUID, queue: str = ...) -> str: ...


def start_ai_analysis(
    database: Database,
    jobs: AnalysisQueue,
    conversation_id: UUID,
    *,
    settings: WorkerSettings,
    queue: str = "default",
    choice: Choice = Choice(),
    group: str = "",
) -> UUID:
    """Returns the analysis's id, which is also the job's; an analysis of a `group` has no job of its own. Raises AnalysisRefusedError."""
    Breaker(jobs.redis, settings).refuse_while_open()
    analysis_id = begin(database, conversation_id, settings, group, choice=choice)
    if group:
        return analysis_id
    try:
        jobs.enqueue_ai_analysis(analysis_id, queue)
    except redis.RedisError as error:
        give_up(database, conversation_id, analysis_id, settings)
        raise QueueUnavailableError(f"Redis does not answer: {error}") from error
    return analysis_id


def begin(
    database: Database,
    conversation_id: UUID,
    settings: WorkerSettings,
    group: str = "",
    choice: Choice = Choice(),
) -> UUID:
    """Creates the queued analysis and reserves its cost in one transaction; in a group (`db.actions.batches`) at half
    the price. Raises one of the AnalysisRefusedErrors.
    """
    now = datetime.now(UTC)
    with database.transaction() as session:
        subject = checked(analyses.subject_of(session, conversation_id), conversation_id)
        prompt, settings = chosen(choice, subject.sector, settings)
        try:
            analysis_id = analyses.queue_ai(
                session,
                conversation_id=conversation_id,
                version=prompt.version,
                model=settings.openai_model,
                wanted_prompt=choice.prompt or None,
                wanted_model=choice.model or None,
            )
        except analyses.AnalysisUnderWayError as error:
            raise AnalysisUnderWayError(f"an analysis of {conversation_id} is under way") from error
        turns = subject.turn_count, subject.character_count
        cost = reservation(str(analysis_id), prompt, turns, settings, now)
        if group:
            assign(session, analysis_ids=[analysis_id], job_id=group)
            cost = in_batch(cost)
        allowed = limits_of(session, subject.organization_id, settings, subject.timezone, now)
        limit = reserve_cost(session, conversation_id=conversation_id, cost=cost, limits=allowed)
        if limit is not None:
            raise BudgetExceededError(passed(cost, limit))
    return analysis_id


def chosen(choice: Choice, sector: str, settings: WorkerSettings) -> tuple[Prompt, WorkerSettings]:
    """Raises UnknownChoiceError or UnreadableTemplateError."""
    try:
        names = prompt_names(sector)
    except SectorError as error:
        raise UnreadableTemplateError(str(error)) from error
    if choice.prompt and choice.prompt not in names:
        raise UnknownChoiceError(f"there is no prompt {choice.prompt!r}; there are {', '.join(names)}")
    if choice.model and choice.model not in settings.models:
        raise UnknownChoiceError(
            f"there is no model {choice.model!r}; there are {', '.join(settings.models)}"
        )
    wanted = replace(settings, openai_model=choice.model or settings.openai_model)
    try:
        return load_prompt(sector, choice.prompt or DEFAULT), wanted
    except (PromptError, SectorError) as error:
        raise UnreadableTemplateError(str(error)) from error


def checked(subject: analyses.Subject | None, conversation_id: UUID) -> analyses.Subject:
    if subject is None:
        raise UnknownConversationError(f"there is no conversation {conversation_id}")
    if not subject.is_over:
        raise CallNotOverError(f"conversation {conversation_id} is not over")
    if not subject.turn_count:
        raise NothingToAnalyseError(f"nobody said anything in conversation {conversation_id}")
    return subject


def give_up(database: Database, conversation_id: UUID, analysis_id: UUID, settings: WorkerSettings) -> None:
    code = QueueUnavailableError.code
    cost = settlement(str(analysis_id), [], settings, datetime.now(UTC), reason=code)
    with database.transaction() as session:
        analyses.fail_ai(session, analysis_id=analysis_id, code=code, message=MESSAGES[code])
        record_cost(session, conversation_id=conversation_id, cost=cost)
