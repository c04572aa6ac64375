"""`python -m workers`: serve the queues. Everything jobs need is imported before the first one starts."""

import logging
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

log = logging.getLogger(__name__)


def warm_up() -> None:
    """Imports the model's SDK, all jobs and the sectors' vocabularies once: each job runs in a fork and would import them again."""
    import workers.jobs
    import workers.upkeep
    from workers.analysis import Transcript, analyse
    from workers.hybrid.question import vocabulary
    from workers.llm.schema import answer_schema
    from workers.prompts import PromptError, load_prompt
    from workers.sectors import SectorError, load_sector, template_names

    for name in template_names():
        try:
            sector = load_sector(name)
            analyse(Transcript(()), sector)
            answer_schema(vocabulary(sector, load_prompt(name)))
        except (SectorError, PromptError) as error:
            log.warning("template cannot be used sector=%s error=%s", name, error)
    log.info("workers warm modules=%s,%s", workers.jobs.__name__, workers.upkeep.__name__)


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
        warm_up()
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")
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
