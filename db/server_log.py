"""What gunicorn says of its processes, in the form and from the level of our own lines."""

import sys

from gunicorn.config import Config
from gunicorn.glogging import Logger

from db.environment import ConfigurationError
from db.logs import formatter, level
from db.process_environment import process_environment


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """`logger_class` of every gunicorn here. A worker that was killed is told by gunicorn alone."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        env = process_environment()
        try:
            self.error_log.setLevel(level(env))
            form = formatter(env)
        except ConfigurationError as error:
            sys.exit(f"Configuration: {error}")
        for handler in self.error_log.handlers:
            handler.setFormatter(form)
