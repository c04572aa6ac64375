"""Collects finished batches: each answer is handled exactly as a single one, once, however often the clock looks."""

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import openai
from rq.timeouts import BaseTimeoutException

import db.actions.batches as batches
from workers.ai import read_call, verified
from workers.attempt import Attempt, begin_attempt
from workers.batches import BatchContext, Part, asked_in_batch, digest, send
from workers.breaker import Breaker
from workers.errors import AnalysisError
from workers.hybrid.result import parsed
from workers.llm.batch_api import Line, State
from workers.llm.reply import answer_of

log = logging.getLogger(__name__)
GROUP_TIMEOUT = timedelta(minutes=5)  # an unsent group older than this is sent by the clock
BATCH_TIMEOUT = timedelta(hours=48)  # providers finish or expire a batch within 24 hours
SLICE_SECONDS = 45.0  # for reading answers per tick: the job and its lock have about two minutes
ENDS = {"expired": "batch_expired", "cancelled": "batch_cancelled", "failed": "batch_failed"}


def settle_all(context: BatchContext, open_batches: Mapping[str, datetime], now: datetime) -> int:
    """Returns how many analyses ended. The next tick retries providers that did not answer, and reads what did not fit into this one."""
    ended, until = 0, time.monotonic() + SLICE_SECONDS
    for job_id, begun in open_batches.items():
        batch_id = batches.batch_id_of(job_id)
        if now - begun > BATCH_TIMEOUT:
            error = AnalysisError("batch_expired", permanent=True)
            ended += fail_rest(context, job_id, error, is_lost=bool(batch_id))
        elif batch_id:
            ended += settle(context, job_id, batch_id, until)
        elif now - begun > GROUP_TIMEOUT:
            for sent in send(context, job_id):
                log.info("batch sent late became=%s analyses=%d", sent.became, sent.count)
        if time.monotonic() > until:
            break
    return ended


def settle(context: BatchContext, job_id: str, batch_id: str, until: float) -> int:
    try:
        state = context.api.state(batch_id)
        log.info("batch=%s status=%s", batch_id, state.status)
        return receive(context, job_id, state, until) if state.is_over else 0
    except openai.NotFoundError as error:
        failed = AnalysisError("batch_failed", str(error), permanent=True)
        return fail_rest(context, job_id, failed, is_lost=True)
    except openai.OpenAIError as error:
        log.warning("batch not read batch=%s error=%s", batch_id, error)
        return 0


def receive(context: BatchContext, job_id: str, state: State, until: float) -> int:
    """An expired or cancelled batch still delivers what was finished. `until` is on the monotonic clock: the rest is
    left for the next tick.
    """
    waiting, answered = set(context.members(job_id)), dict[UUID, dict[int, Line]]()
    settled = 0
    end = AnalysisError(ENDS.get(state.status, "model_failed"), state.fault, permanent=True)
    for line in context.api.lines(state):
        part = Part.read(line.custom_id)
        if part is None or part.analysis_id not in waiting:
            continue
        lines = answered.setdefault(part.analysis_id, {})
        lines.setdefault(part.number, line)
        if len(lines) < part.count:
            continue
        waiting.remove(part.analysis_id)
        settle_lines(context, part.analysis_id, answered.pop(part.analysis_id), end)
        settled += 1
        if waiting and time.monotonic() > until:
            log.info("batch read in part job=%s settled=%d left=%d", job_id, settled, len(waiting))
            return settled
    for analysis_id, lines in answered.items():  # what was answered of them has been paid
        settle_lines(context, analysis_id, lines, end)
        settled += 1
    settled += fail_rest(context, job_id, end, is_lost=state.status == "completed")
    context.api.forget(state)
    return settled


def settle_lines(
    context: BatchContext, analysis_id: UUID, lines: Mapping[int, Line], end: AnalysisError
) -> None:
    """`lines` by the number of their question; `end` is why others are missing."""
    attempt, answers = begin_attempt(context.database, context.settings, analysis_id), dict[str, str]()
    if attempt is None:
        return
    try:
        attempt.complete(result_of_lines(attempt, lines, end, answers))
    except AnalysisError as error:
        Breaker(context.jobs.redis, context.settings).note(error.code)
        log.warning("analysis failed analysis=%s error=%s", analysis_id, error)
        attempt.fail(error, answers)
    except BaseTimeoutException:  # ours to keep, no fault of the answer: the next tick reads it again
        raise
    except Exception:
        log.exception("analysis failed analysis=%s", analysis_id)
        attempt.fail(AnalysisError("unexpected", permanent=True))


def result_of_lines(
    attempt: Attempt, lines: Mapping[int, Line], end: AnalysisError, answers: dict[str, str]
) -> dict[str, Any]:
    """Usage is recorded first, and once: a killed tick may have recorded it already. Puts every answer that can be read into `answers`, by
    the digest of its question. Raises AnalysisError of the first question without.
    """
    for _number, line in sorted(lines.items()):
        if line.request and line.request.request_id not in {one["request_id"] for one in attempt.requests}:
            attempt.note(line.request)
    reading, failed = read_call(attempt), list[AnalysisError]()
    asked = asked_in_batch(attempt, reading)
    if digest(asked) != attempt.asked:
        raise AnalysisError("outdated", permanent=True)
    for number, question in enumerate(asked):
        try:
            answer = answer_in(lines.get(number) or Line("", error=end))
            parsed(answer)
            answers[question.digest(attempt.settings.openai_model)] = answer
        except AnalysisError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    attempt.answers.update(answers)
    return verified(attempt, reading)


def answer_in(line: Line) -> str:
    if line.error is not None or line.request is None or line.reply is None:
        raise line.error or AnalysisError("model_failed", permanent=True)
    return answer_of(line.reply)


def fail_rest(context: BatchContext, job_id: str, error: AnalysisError, *, is_lost: bool) -> int:
    """`is_lost`: what it cost is unknown, as nobody has read how the batch ended."""
    members = context.members(job_id)
    for analysis_id in members:
        context.fail(analysis_id, error, is_lost=is_lost)
    if members:
        log.warning("batch without answers job=%s analyses=%d error=%s", job_id, len(members), error)
    return len(members)
