"""The job functions, a few lines each. Every job takes an id, is idempotent, and commits all of its work or none."""

from datetime import datetime
from uuid import UUID

import redis
from rq import get_current_job
from rq.utils import import_attribute

from db.erasing import CallStorage
from db.settings import DbSettings
from db.sound.store import RecordingStore
from workers import erasing, runtime, whisper
from workers.ai import analyse_with_model
from workers.breaker import Breaker
from workers.errors import AnalysisError
from workers.estimated_costs import estimate_call
from workers.many_readings import ManyCalls, read_apart, read_together
from workers.model_clients import language_model
from workers.programmatic import read_by_rules
from workers.queue import RETRIES
from workers.sampled import await_turn, is_sampled, start_sampled
from workers.sound.assessing import measure_call
from workers.sound.storing import store_call


def analyse_programmatically(conversation_id: str) -> None:
    with runtime.database() as database:
        read = read_by_rules(database, UUID(conversation_id))
    if read is not None and is_sampled(read):
        with runtime.job_queue() as jobs:
            await_turn(jobs, runtime.settings(), read.call.id)


def read_many(since: str, *conversation_ids: str) -> None:
    """Those that have no analysis by rules made at or after `since`."""
    job, many = (
        get_current_job(),
        ManyCalls(datetime.fromisoformat(since), tuple(map(UUID, conversation_ids))),
    )
    was_interrupted = job is not None and (job.retries_left or 0) < RETRIES
    with runtime.database() as database, runtime.job_queue() as jobs:
        if was_interrupted and len(many.ids) > 1:
            read_apart(database, jobs, many)
        else:
            read_together(database, jobs, runtime.settings(), many)


def store_recording(conversation_id: str) -> None:
    env = runtime.environment()
    store, data_dir = RecordingStore.from_environment(env), DbSettings.from_environment(env).data_dir
    with runtime.database() as database:
        stored = store_call(database, store, data_dir, UUID(conversation_id))
    if stored is not None:
        with runtime.job_queue() as jobs:
            jobs.enqueue_measurement(UUID(conversation_id))


def measure_sound(conversation_id: str) -> None:
    store = RecordingStore.from_environment(runtime.environment())
    with runtime.database() as database:
        measure_call(database, store, UUID(conversation_id))


def analyse_sampled(conversation_id: str) -> None:
    with runtime.database() as database, runtime.job_queue() as jobs:
        start_sampled(database, jobs, runtime.settings(), UUID(conversation_id))


def carry_out_bulk_order(order_id: str) -> None:
    """Loads what selects calls, which no other job needs."""
    from workers.bulk import carry_out

    with runtime.database() as database, runtime.job_queue() as jobs:
        carry_out(database, jobs, runtime.settings(), UUID(order_id))


def carry_out_erasure(erasure_id: str) -> None:
    env = runtime.environment()
    with runtime.database() as database, runtime.job_queue() as jobs:
        storage = CallStorage(database, RecordingStore.from_environment(env), database.settings.data_dir)
        erasing.carry_out(storage, jobs, UUID(erasure_id))


def tell_of_alerts(organization_id: str) -> None:
    """The pages speak the languages; workers know them by name only."""
    import_attribute("dashboard_app.alerting.sending.send")(runtime.environment(), UUID(organization_id))


def send_invitation(user_id: str) -> None:
    import_attribute("dashboard_app.password_links.sending.invite")(runtime.environment(), UUID(user_id))


def send_password_link(user_id: str, language: str) -> None:
    send = import_attribute("dashboard_app.password_links.sending.send_link")
    send(runtime.environment(), UUID(user_id), language)


def estimate_costs(conversation_id: str) -> None:
    with runtime.database() as database:
        estimate_call(database, runtime.settings(), UUID(conversation_id))


def prepare_whisper(conversation_id: str) -> None:
    with runtime.database() as database:
        whisper.prepare_whisper(database, UUID(conversation_id))


def analyse_with_ai(analysis_id: str) -> None:
    """A failed analysis is a failed job, which can be run again; one that cannot succeed is not tried again by itself."""
    settings, job = runtime.settings(), get_current_job()
    is_last = job is None or not job.should_retry
    model = language_model(settings)
    breaker = Breaker(redis.Redis.from_url(settings.redis_url, socket_timeout=2), settings)
    try:
        with runtime.database() as database:
            analyse_with_model(database, settings, model, UUID(analysis_id), is_last=is_last)
        breaker.close()
    except AnalysisError as error:
        breaker.note(error.code)
        if error.permanent and job is not None:
            job.retries_left = 0
        raise
    finally:
        model.close()
