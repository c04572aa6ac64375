"""The process of `python -m workers` that sends webhooks: woken by events, and once a second by a timer.

Many requests run concurrently, but few per endpoint, so that a slow receiver does not delay the others.
"""

import contextlib
import logging
import signal
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from types import FrameType
from uuid import UUID

import redis

from db.actions.webhook_deliveries import DueDelivery, claim_due
from db.channel import CHANNEL
from db.database import Database
from db.errors import DATABASE_AWAY
from db.settings import DbSettings
from db.webhooks.kinds import OUTWARD
from db.webhooks.secrets import webhook_seal
from workers import runtime
from workers.webhooks.delivering import Courier
from workers.webhooks.outbox import queue_news
from workers.webhooks.sending import TIMEOUT_SECONDS, Sender
from workers.webhooks.settings import WebhookSettings

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=6 * TIMEOUT_SECONDS)  # a delivery not settled by then was claimed by a dead process
ROUND_SECONDS, BUSY_SECONDS, PAUSE_SECONDS = 1.0, 0.1, 1.0
STOP_SECONDS = 7.0  # the parent waits eight
CONNECTIONS = "4"
WANTED = tuple(kind.encode() for kind in OUTWARD)


class DeliveryLoop:
    def __init__(self, database: Database, courier: Courier, *, redis_url: str, at_once: int) -> None:
        self.database, self.courier, self.at_once = database, courier, at_once
        self.redis = redis.Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)
        self.threads = ThreadPoolExecutor(at_once, thread_name_prefix="webhook")
        self.under_way: dict[Future[object], UUID] = {}
        self.is_stopping = False

    def run(self) -> None:
        """Runs until stopped; survives outages of Redis or the database."""
        log.info("webhooks begin at_once=%d", self.at_once)
        while not self.is_stopping:
            try:
                with self.events() as events:
                    self.follow(events)
            except redis.RedisError as error:
                log.warning("webhooks without Redis look once a second error=%s", error)
                self.look()
                time.sleep(PAUSE_SECONDS)
        wait(self.under_way, timeout=STOP_SECONDS)
        log.info("webhooks end")

    @contextlib.contextmanager
    def events(self) -> Iterator[redis.client.PubSub]:
        with self.redis.pubsub(ignore_subscribe_messages=True) as events:  # type: ignore[no-untyped-call]
            events.subscribe(CHANNEL)
            yield events

    def follow(self, events: redis.client.PubSub) -> None:
        looked = 0.0
        while not self.is_stopping:
            heard = self.is_news(events.get_message(timeout=BUSY_SECONDS))
            has_ended = any(one.done() for one in self.under_way)
            if heard or has_ended or time.monotonic() - looked >= ROUND_SECONDS:
                looked = time.monotonic()
                self.look()

    @staticmethod
    def is_news(heard: dict[str, object] | None) -> bool:
        data = heard["data"] if heard else b""
        return isinstance(data, bytes) and any(kind in data for kind in WANTED)

    def look(self) -> None:
        """Everything that can be done now."""
        try:
            queue_news(self.database, self.courier.now())
            self.begin_due()
        except DATABASE_AWAY as error:
            log.warning("webhooks wait for the database error=%s", str(error).splitlines()[0])
            time.sleep(PAUSE_SECONDS)

    def begin_due(self) -> int:
        self.under_way = {one: endpoint for one, endpoint in self.under_way.items() if not one.done()}
        free = self.at_once - len(self.under_way)
        if free <= 0:
            return 0
        with self.database.transaction() as session:
            busy = list(set(self.under_way.values()))
            due = claim_due(session, now=self.courier.now(), lease=LEASE, limit=free, busy=busy)
        for one in due:
            self.under_way[self.threads.submit(self.deliver, one)] = one.endpoint_id
        return len(due)

    def deliver(self, due: DueDelivery) -> None:
        """Failures here are retried when the lease expires."""
        try:
            self.courier.deliver(due)
        except Exception:
            log.exception("webhook not settled delivery=%s", due.id)

    def finish(self) -> None:
        """Processes everything that is due: for commands and tests."""
        self.look()
        while self.under_way:
            wait(self.under_way, return_when=FIRST_COMPLETED)
            self.look()

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.redis.close()


def serve() -> None:
    """Runs in a process of its own, after `runtime.configure`."""
    env = runtime.environment()
    settings = WebhookSettings.from_environment(env)
    database = Database(DbSettings.from_environment({**env, "DATABASE_POOL_SIZE": CONNECTIONS}))
    courier = Courier(database, webhook_seal(settings.secret_key), Sender(settings.reach))
    loop = DeliveryLoop(database, courier, redis_url=settings.redis_url, at_once=settings.at_once)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, loop.ask_to_stop)
    loop.run()
    loop.close()
    database.close()
