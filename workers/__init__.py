"""Background work: jobs, analyses by rules and by a model, recordings, costs. Web and voice processes enter through `workers.queue`."""

from collections.abc import Iterable

from flask import Flask

from db.database import Database
from db.doctor import Finding, add_check
from db.environment import Environment


def init_app(app: Flask, env: Environment, database: Database) -> None:
    """Attaches our commands and our checks for `flask doctor`, and sets where templates are found."""
    from db.cli import users
    from db.demo.cli import data
    from db.sound.cli import recordings
    from workers.cli import analyses
    from workers.demo_cli import demo
    from workers.erasure_cli import erase_data
    from workers.organizations_cli import organizations
    from workers.reports_cli import reports
    from workers.retention_cli import keep_words
    from workers.sectors import use_folder
    from workers.sectors_cli import sectors
    from workers.settings import sectors_dir
    from workers.strays_cli import stray_recordings
    from workers.users_cli import link

    app.extensions.setdefault("database", database)
    app.extensions["worker_environment"] = env
    use_folder(sectors_dir(env))
    app.cli.add_command(analyses)
    app.cli.add_command(organizations)
    app.cli.add_command(reports)
    app.cli.add_command(sectors)
    users.add_command(link)
    data.add_command(demo)
    data.add_command(erase_data)
    data.add_command(keep_words)
    recordings.add_command(stray_recordings)
    add_check(app, lambda: examine(env, database))


def examine(env: Environment, database: Database) -> Iterable[Finding]:
    """The checks import the model's SDK, which only the doctor should pay for."""
    from workers import doctor
    from workers.settings import WorkerSettings

    return doctor.examine(WorkerSettings.from_environment(env), database)
