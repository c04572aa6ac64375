"""What we understand: jobs, analyses by rules and by a model, what all of it costs. Web and voice enter by `workers.queue`."""

from flask import Flask

from db.database import Database
from db.environment import Environment


def init_app(app: Flask, env: Environment, database: Database) -> None:
    """Attach `flask analyses`. Its commands read the settings when they run: a server starts without them."""
    from workers.cli import analyses

    app.extensions.setdefault("database", database)
    app.extensions["worker_environment"] = env
    app.cli.add_command(analyses)
