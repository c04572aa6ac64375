"""`python -m workers.clock`: queues the periodic jobs, using RQ's cron. One clock is enough; two do no harm."""

import contextlib
import logging
import signal
import sys
import time
from types import FrameType

import redis
from rq.cron import CronScheduler

from db.environment import ConfigurationError
from db.logs import configure_logging
from db.process_environment import process_environment, warn_of_misspelt
from workers import runtime
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
SCHEDULE = "workers.schedule"
RETRY_DELAYS_SECONDS = (0.5, 1, 2, 5, 10)
POLL_SECONDS = 0.1
SET_BACK_SECONDS = 2.0  # more than a server of time corrects at once


class Clock:
    """RQ's scheduler stops by raising from a signal handler, which logging swallows; ours checks a flag."""

    def __init__(self, settings: WorkerSettings) -> None:
        self.redis = redis.Redis.from_url(settings.redis_url)
        self.is_stopping = False

    def run(self) -> None:
        """Runs until told to stop; continues when Redis is back."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask_to_stop)
        falls = 0
        while not self.is_stopping:
            try:
                self.tick_on()
            except redis.RedisError as error:
                pause = RETRY_DELAYS_SECONDS[min(falls, len(RETRY_DELAYS_SECONDS) - 1)]
                falls += 1
                log.warning("clock waits for Redis seconds=%.1f error=%s", pause, error)
                self.sleep(pause)
        log.info("clock ends")

    def tick_on(self) -> None:
        """Returns when the machine's clock was set back: the times at which jobs are due would be hours ahead."""
        scheduler = CronScheduler(connection=self.redis)
        scheduler.load_config_from_file(SCHEDULE)
        scheduler.register_birth()
        log.info("clock begins jobs=%d", len(scheduler.get_jobs()))
        lead = wall_clock_lead()
        try:
            while not self.is_stopping:
                if wall_clock_lead() < lead - SET_BACK_SECONDS:
                    log.warning("the machine's clock was set back: all periodic jobs begin again")
                    return
                lead = wall_clock_lead()
                if scheduler.enqueue_jobs():
                    scheduler.save()
                scheduler.heartbeat()
                self.sleep(scheduler.calculate_sleep_interval())
        finally:
            with contextlib.suppress(redis.RedisError):
                scheduler.register_death()

    def sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.is_stopping and time.monotonic() < until:
            time.sleep(POLL_SECONDS)

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopping = True


def wall_clock_lead() -> float:
    """Falls when the machine's clock is set back."""
    return time.time() - time.monotonic()


def main() -> None:
    try:
        env = process_environment()
        configure_logging(env)
        warn_of_misspelt(env)
        settings = runtime.configure(env)
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")
    logging.getLogger("rq.cron").setLevel(logging.WARNING)
    Clock(settings).run()


if __name__ == "__main__":
    main()
