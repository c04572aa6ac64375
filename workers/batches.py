"""Sends groups of AI analyses as batches.

A group that cannot be sent stays and the clock retries it. For a server without a Batch API its questions are asked one by
one.
"""

import contextlib
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import openai
import redis
from redis.exceptions import LockError

import db.actions.analyses as analyses
import db.actions.batches as batches
from db.database import Database
from workers.ai import Reading, read_call, require_words, unanswered_of
from workers.attempt import Attempt, begin_attempt, reserve
from workers.breaker import Breaker
from workers.errors import AnalysisError
from workers.llm.base import Question, Request
from workers.llm.batch_api import APIS, BatchApi
from workers.llm.failures import analysis_error, is_missing_api
from workers.queue import BATCH, JobQueue
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
MAX_FILE_BYTES = 100_000_000  # providers accept 200 MB
BATCHED = 0.2  # below ASKED: no request is lost with a process
LOCK = "llm:batches"
LOCK_SECONDS = 150


@dataclass(frozen=True, slots=True)
class Sent:
    """`became`: sent (`detail` is the batch's id), single, kept or failed (`detail` says why)."""

    became: str
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Names a question in a batch: `number`, from 0, of the `count` that its analysis asks. A single one is named by its analysis alone."""

    analysis_id: UUID
    number: int = 0
    count: int = 1

    def __str__(self) -> str:
        return str(self.analysis_id) if self.count == 1 else f"{self.analysis_id}.{self.number}.{self.count}"

    @classmethod
    def read(cls, custom_id: str) -> "Part | None":
        """None if it is no name of ours."""
        try:
            analysis_id, *place = custom_id.split(".")
            return cls(UUID(analysis_id), *map(int, place))
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class BatchContext:
    """The dependencies for sending and receiving batches."""

    database: Database
    settings: WorkerSettings
    api: BatchApi
    jobs: JobQueue

    def members(self, job_id: str) -> list[UUID]:
        with self.database.reading() as session:
            return batches.members(session, job_id)

    def fail(self, analysis_id: UUID, error: AnalysisError, *, is_lost: bool = False) -> None:
        """`is_lost`: it was sent, and nobody knows whether it was answered and billed."""
        attempt = begin_attempt(self.database, self.settings, analysis_id)
        if attempt is None:
            return
        if is_lost:
            attempt.note(Request("", APIS[self.api.endpoint], None, 0, None, "lost"))
        attempt.fail(error)


@contextlib.contextmanager
def alone(client: redis.Redis, wait_seconds: float = 0) -> Iterator[bool]:
    """Whether this process alone sends or receives now. A dead process loses the lock after a while."""
    lock = client.lock(LOCK, timeout=LOCK_SECONDS, blocking_timeout=wait_seconds)
    is_ours = lock.acquire()
    try:
        yield is_ours
    finally:
        if is_ours:
            with contextlib.suppress(LockError):  # it took longer than the lock holds
                lock.release()


def send(context: BatchContext, group: str) -> Iterator[Sent]:
    """Sends the group as one batch, or several if it is too large."""
    while group and (members := context.members(group)):
        try:
            batch_id, lines, rest = context.api.find(group), b"", ""
            if batch_id is None:
                lines, rest = questions(context, members)
            if lines:
                batch_id = context.api.send(lines, group)
        except openai.OpenAIError as error:
            yield from not_sent(context, group, error)
            return
        if batch_id is not None:
            yield Sent("sent", mark_sent(context, group, batch_id), batch_id)
        group = rest


def questions(context: BatchContext, members: list[UUID]) -> tuple[bytes, str]:
    """The questions that fit into one file, and the name of the group for the rest; empty if there is none."""
    lines, others = bytearray(), list[UUID]()
    for analysis_id in members:
        line = question_line(context, analysis_id)
        if lines and len(lines) + len(line) > MAX_FILE_BYTES:
            others.append(analysis_id)
        else:
            lines += line
    rest = batches.new_group() if others else ""
    with context.database.transaction() as session:
        batches.assign(session, analysis_ids=others, job_id=rest)
    return bytes(lines), rest


def question_line(context: BatchContext, analysis_id: UUID) -> bytes:
    """Empty if there is nothing to ask: the analysis has then failed."""
    attempt = begin_attempt(context.database, context.settings, analysis_id)
    if attempt is None:
        return b""
    try:
        require_words(attempt)
    except AnalysisError as error:
        attempt.fail(error)
        return b""
    asked = asked_in_batch(attempt, read_call(attempt))
    with context.database.transaction() as session:
        batches.note_question(session, analysis_id=analysis_id, digest=digest(asked))
    return b"".join(
        context.api.line(str(Part(analysis_id, number, len(asked))), question, attempt.settings.openai_model)
        for number, question in enumerate(asked)
    )


def asked_in_batch(attempt: Attempt, reading: Reading) -> Sequence[Question]:
    """The parts that no earlier analysis of the call has an answer to; all, if that were none. The same when the batch comes back."""
    return unanswered_of(attempt, reading) or reading.prepared.questions


def digest(questions: Sequence[Question]) -> str:
    asked = "\n".join([questions[0].instructions, *(question.data for question in questions)])
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def mark_sent(context: BatchContext, group: str, batch_id: str) -> int:
    members = context.members(group)
    with context.database.transaction() as session:
        for analysis_id in members:
            analyses.advance_ai(session, analysis_id=analysis_id, progress=BATCHED, step="batched")
        batches.assign(session, analysis_ids=members, job_id=batches.sent_as(batch_id))
    log.info("batch sent batch=%s analyses=%d", batch_id, len(members))
    return len(members)


def not_sent(context: BatchContext, group: str, error: openai.OpenAIError) -> Iterator[Sent]:
    members, failure = context.members(group), analysis_error(error)
    log.warning("batch not sent group=%s analyses=%d error=%s", group, len(members), failure)
    if is_missing_api(error):
        yield from queue_singly(context, members)
        return
    if not failure.permanent:
        yield Sent("kept", len(members), failure.code)
        return
    Breaker(context.jobs.redis, context.settings).note(failure.code)
    for analysis_id in members:
        context.fail(analysis_id, failure)
    yield Sent("failed", len(members), failure.code)


def queue_singly(context: BatchContext, members: list[UUID]) -> Iterator[Sent]:
    fitting = [analysis_id for analysis_id in members if holds_full_price(context, analysis_id)]
    with context.database.transaction() as session:
        batches.assign_to_themselves(session, analysis_ids=fitting)
    for analysis_id in fitting:
        context.jobs.enqueue_ai_analysis(analysis_id, BATCH)
    if fitting:
        yield Sent("single", len(fitting))
    if too_dear := len(members) - len(fitting):
        yield Sent("failed", too_dear, "budget_exceeded")


def holds_full_price(context: BatchContext, analysis_id: UUID) -> bool:
    """Reserves the full price, of which the batch had reserved half. What does not fit into the budget fails now, rather
    than hours later or at the expense of what others were promised.
    """
    attempt = begin_attempt(context.database, context.settings, analysis_id)
    if attempt is None:
        return False
    try:
        reserve(attempt)
    except AnalysisError as error:
        attempt.fail(error)
        return False
    return True
