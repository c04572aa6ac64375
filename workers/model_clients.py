"""Opens the model client and the batch client for a job or a command, and closes them afterwards."""

import contextlib
from collections.abc import Iterator

import redis

from db.database import Database
from workers.batches import BatchContext
from workers.llm.batch_api import BatchApi
from workers.llm.dialects import RedisDialects
from workers.llm.openai_model import OpenAIModel, make_model
from workers.queue import JobQueue
from workers.settings import WorkerSettings


def language_model(settings: WorkerSettings) -> OpenAIModel:
    return make_model(
        settings.openai_model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        timeout_seconds=settings.model_timeout_seconds,
        dialects=RedisDialects(redis.Redis.from_url(settings.redis_url, socket_timeout=2)),
    )


@contextlib.contextmanager
def open_batch_context(database: Database, settings: WorkerSettings) -> Iterator[BatchContext]:
    model, jobs = language_model(settings), JobQueue(settings.redis_url)
    try:
        yield BatchContext(database, settings, BatchApi(model), jobs)
    finally:
        model.close()
        jobs.close()
