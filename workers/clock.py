"""`python -m workers.clock`: puts the periodic jobs into their queue, by RQ's cron. One is enough; two do no harm."""

import logging
import sys
import time

import redis
from rq.cron import CronScheduler

from db.environment import ConfigurationError
from db.logs import configure_logging
from workers import runtime
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
PAUSES_SECONDS = (0.5, 1, 2, 5, 10)


def run(settings: WorkerSettings) -> None:
    """Until told to stop; goes on when Redis is back."""
    falls = 0
    while True:
        try:
            scheduler = CronScheduler(connection=redis.Redis.from_url(settings.redis_url))
            scheduler.load_config_from_file("workers.schedule")
            log.info("clock begins jobs=%d", len(scheduler.get_jobs()))
            scheduler.start()  # type: ignore[no-untyped-call]
        except redis.RedisError as error:
            pause = PAUSES_SECONDS[min(falls, len(PAUSES_SECONDS) - 1)]
            falls += 1
            log.warning("clock waits for Redis seconds=%.1f error=%s", pause, error)
            time.sleep(pause)
        else:
            log.info("clock ends")
            return


def main() -> None:
    try:
        env = runtime.process_environment()
        configure_logging(env)
        settings = runtime.configure(env)
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")
    logging.getLogger("rq.cron").setLevel(logging.WARNING)
    run(settings)


if __name__ == "__main__":
    main()
