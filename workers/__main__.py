"""`python -m workers`: serve the queues. Everything jobs need is imported before the first one starts."""

import sys
from functools import partial

from db.database import Database
from db.environment import ConfigurationError
from db.logs import configure_logging
from db.process_environment import process_environment, warn_of_misspelt
from db.settings import DbSettings
from workers import runtime
from workers.webhooks.settings import WebhookSettings
from workers.worker import retry, work
from workers.worker_processes import Supervisor, WorkerProcess, queues_of


def send_webhooks() -> None:
    """Loaded in its own process: what speaks HTTP to others is no job's business."""
    from workers.webhooks.delivery_loop import serve

    serve()


def main() -> None:
    try:
        env = process_environment()
        configure_logging(env)
        warn_of_misspelt(env)
        settings = runtime.configure(env)
        Database(DbSettings.from_environment(env)).close()
        WebhookSettings.from_environment(env)
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")
    # Takes a second: what is wrong with the configuration is told before.
    from workers.rehearsal import rehearse_jobs
    from workers.warm_up import warm_up

    warm_up()
    rehearse_jobs()
    processes = [
        WorkerProcess(",".join(queues), partial(work, settings.redis_url, queues))
        for queues in queues_of(settings.processes)
    ]
    processes += [
        WorkerProcess("retries", partial(retry, settings.redis_url)),
        WorkerProcess("webhooks", send_webhooks),
    ]
    Supervisor(processes).run()


if __name__ == "__main__":
    main()
