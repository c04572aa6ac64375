"""Checks for `flask doctor`: Redis, workers, clock, model, prices. Each says how to fix what is wrong."""

from collections.abc import Callable
from datetime import timedelta

import openai
import redis
from rq import Worker
from rq.cron import CronScheduler

from db.database import Database
from db.doctor import Finding
from db.errors import DATABASE_AWAY
from db.queries.organizations import tenants
from db.queries.webhooks import overdue_deliveries, unread_events
from workers.breaker import Breaker
from workers.prices import load_prices
from workers.prompts import PromptError, load_prompt
from workers.queue import QUEUES, JobQueue
from workers.sectors import SectorError, template_folder, template_names
from workers.sectors.unfinished import unfinished
from workers.settings import WorkerSettings

TIMEOUT_SECONDS = 5.0
LATE = timedelta(minutes=5)
REMEDIES = {
    "insufficient_quota": "Look at the account's billing.",
    "authentication": "Check OPENAI_API_KEY and what it may use.",
}


Check = Callable[[WorkerSettings], Finding]


def check_redis(settings: WorkerSettings) -> Finding:
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
        client.set("doctor", "", ex=1)
    except redis.ResponseError as error:  # its memory or disk is full, or it is a replica
        advice = f"Redis does not take anything ({error}). Make room for it, or set REDIS_URL to the primary."
        return Finding("redis", False, advice)
    except redis.RedisError as error:
        return Finding("redis", False, f"Redis does not answer ({error}). Check REDIS_URL, or start it.")
    policy = eviction(client)
    if policy != "noeviction":
        advice = f"When its memory is full, Redis forgets jobs and running calls ({policy}). Set maxmemory-policy to noeviction."
        return Finding("redis", False, advice)
    return Finding("redis", True, "answers")


def eviction(client: redis.Redis) -> str:
    """What it does when its memory is full; a server without a limit, or that does not say, forgets nothing."""
    try:
        memory = client.info("memory")
    except redis.RedisError:
        return "noeviction"
    return str(memory.get("maxmemory_policy", "noeviction")) if memory.get("maxmemory") else "noeviction"


def check_workers(settings: WorkerSettings) -> Finding:
    try:
        workers = Worker.all(connection=redis.Redis.from_url(settings.redis_url, socket_timeout=2))
    except redis.RedisError as error:
        return Finding("worker", False, f"Redis does not answer ({error}).")
    served = {name for worker in workers for name in worker.queue_names()}
    if missing := [name for name in QUEUES if name not in served]:
        what = "queues" if len(missing) == len(QUEUES) else " and ".join(missing)
        return Finding("worker", False, f"No worker serves the {what}. Start one: python -m workers")
    return Finding("worker", True, f"{len(workers)} processes serve the queues")


def check_clock(settings: WorkerSettings) -> Finding:
    try:
        clocks = CronScheduler.all(redis.Redis.from_url(settings.redis_url, socket_timeout=2))
    except redis.RedisError as error:
        return Finding("clock", False, f"Redis does not answer ({error}).")
    if not clocks:
        return Finding(
            "clock", False, "No clock runs; what was lost is not made good. Start it: python -m workers.clock"
        )
    return Finding("clock", True, f"runs {len(clocks[0].get_jobs())} periodic jobs")


def check_failed_jobs(settings: WorkerSettings) -> Finding:
    try:
        failed = JobQueue(settings.redis_url).failed()
    except redis.RedisError as error:
        return Finding("failed jobs", False, f"Redis does not answer ({error}).")
    if failed:
        return Finding(
            "failed jobs",
            False,
            f"{len(failed)} jobs have failed. Look at them, or run them again, on /jobs/",
        )
    return Finding("failed jobs", True, "none")


def check_webhooks(database: Database) -> Finding:
    """Whether what should have been sent was sent; an endpoint that fails or is off is its organization's business, and on its page."""
    try:
        with database.reading() as session:
            unread = unread_events(session, by=LATE)
            overdue = overdue_deliveries(session, by=LATE)
    except DATABASE_AWAY:
        return Finding("webhooks", False, "The database does not answer.")
    if unread or overdue:
        still = f"{overdue} deliveries wait that should have been sent, {unread} events were not looked at"
        return Finding("webhooks", False, f"{still}. Start a worker: python -m workers")
    return Finding("webhooks", True, "nothing stands still")


def check_model(settings: WorkerSettings) -> Finding:
    """One request that costs nothing: the list of models."""
    base_url = settings.openai_base_url or None
    try:
        with openai.OpenAI(
            api_key=settings.openai_api_key, base_url=base_url, timeout=TIMEOUT_SECONDS, max_retries=0
        ) as client:
            names = {model.id for model in client.models.list()}
    except openai.AuthenticationError:
        return Finding("model", False, "The provider rejects the key. Check OPENAI_API_KEY.")
    except openai.OpenAIError as error:
        where = base_url or "OpenAI"
        return Finding(
            "model", False, f"{where} does not answer ({error}). Check OPENAI_BASE_URL and the network."
        )
    return known_model(settings, names)


def check_breaker(settings: WorkerSettings) -> Finding:
    found = Breaker(redis.Redis.from_url(settings.redis_url, socket_timeout=2), settings).suspension()
    if found is None:
        return Finding("AI analyses", True, "are not suspended")
    advice = f"Suspended for {found.seconds_left} s more: the provider answered {found.code}. {REMEDIES[found.code]}"
    return Finding("AI analyses", False, advice)


def known_model(settings: WorkerSettings, names: set[str]) -> Finding:
    kind = " (simulated: set OPENAI_API_KEY for a real one)" if settings.is_simulated else ""
    if settings.openai_model not in names:
        return Finding(
            "model", False, f"The provider does not list {settings.openai_model}. Check OPENAI_MODEL."
        )
    return Finding("model", True, f"{settings.openai_model}{kind}")


def check_prices(settings: WorkerSettings) -> Finding:
    newest = load_prices(settings.prices_path)[-1]
    if newest.model(settings.openai_model) is None:
        advice = (
            f"{settings.openai_model} has no price: its costs stay unknown. Add it to {settings.prices_path}"
        )
        return Finding("prices", False, advice)
    return Finding("prices", True, f"edition of {newest.effective_from}")


def check_prompt(_settings: WorkerSettings) -> Finding:
    try:
        return Finding("prompt", True, ", ".join(load_prompt(name).version for name in template_names()))
    except PromptError as error:
        return Finding("prompt", False, str(error))


def check_templates(_settings: WorkerSettings) -> Finding:
    from workers.template_check import check_template  # servers examine themselves too, and read no calls

    try:
        names = [check_template(template_folder(name)).name for name in template_names()]
    except SectorError as error:
        return Finding("sector templates", False, f"{error.faults[0]} (see `flask sectors check`)")
    return Finding("sector templates", True, ", ".join(names))


def check_templates_in_use(database: Database) -> Finding:
    """Whether those that organizations have are written to their end; others may be begun."""
    subject = "templates in use"
    try:
        with database.reading() as session:
            names = sorted({found.sector for found in tenants(session)})
        for name in names:
            for left in unfinished(template_folder(name)):
                return Finding(subject, False, f"{left} (see `flask sectors test {name}`)")
    except DATABASE_AWAY:
        return Finding(subject, False, "The database does not answer.")
    except SectorError as error:
        return Finding(subject, False, str(error.faults[0]))
    return Finding(subject, True, ", ".join(names) or "none")


CHECKS: tuple[Check, ...] = (
    check_redis,
    check_workers,
    check_clock,
    check_failed_jobs,
    check_model,
    check_breaker,
    check_prices,
    check_prompt,
    check_templates,
)


def examine(settings: WorkerSettings, database: Database) -> list[Finding]:
    return [
        *(check(settings) for check in CHECKS),
        check_webhooks(database),
        check_templates_in_use(database),
    ]
