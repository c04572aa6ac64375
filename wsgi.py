"""The entry point: read the environment, build one Flask server for a role, nothing else.

`wsgi:server` is the whole product, `wsgi:voice` the webhooks and the media stream without pages, `wsgi:simulators`
the carrier, the agent and the model for a machine that has no accounts with the real ones.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Flask

from db.command_faults import tell_in_a_line
from db.database import Database
from db.environment import ConfigurationError
from db.local_addresses import with_published_addresses
from db.logs import configure_logging
from db.process_environment import process_environment, warn_of_misspelt
from db.settings import DbSettings

if TYPE_CHECKING:
    from db.doctor import Finding
    from workers.sectors import Fault, Sector

SERVERS = ("server", "voice", "simulators")
WORKER_BOOT_ERROR = 3  # gunicorn's; any other code would have it start the worker again and again


def create_app(role: str = "command", env: Mapping[str, str] | None = None) -> Flask:
    """A server for `role`, or what the `flask` command needs. `.env` counts where the environment says nothing."""
    if env is None and role == "command":
        return app_of_command()
    if env is None:
        env = process_environment()
    configure_logging(env)
    warn_of_misspelt(env)
    app = Flask(__name__, static_folder=None)
    if role == "simulators":
        add_simulators(app, env)
    else:
        add_product(app, env, role)
    return app


def app_of_command() -> Flask:
    """`flask` would show a wrong variable as a stack trace, and then say that there is no such command; a server that is
    away, as a stack trace too.
    """
    sys.excepthook = tell_in_a_line
    try:
        return create_app("command", with_published_addresses(process_environment()))
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")


def app_of_server(role: str) -> Flask:
    """gunicorn would show a wrong variable as a stack trace. It stops for good where a worker exits with this code."""
    try:
        return create_app(role)
    except ConfigurationError as error:
        sys.stderr.write(f"Configuration: {error}\n")
        sys.exit(WORKER_BOOT_ERROR)


def add_product(app: Flask, env: Mapping[str, str], role: str) -> None:
    import bridge
    import db.cli
    import db.doctor
    import workers
    from workers.sectors.further_checks import add_template_check

    required = () if role == "command" else ("DATABASE_URL", "REDIS_URL")
    database = Database(DbSettings.from_environment(env, required=required))
    db.cli.init_app(app, database)
    bridge.init_app(app, env, database, role=role)
    workers.init_app(app, env, database)
    if role == "server":
        import dashboard_app

        dashboard_app.init_app(app, env, database)
        database.keep_columns().start()
    if role == "command":
        add_template_check(app.extensions, check_wording)
        db.doctor.add_check(app, lambda: [check_mail(env)])


def check_wording(sector: "Sector") -> Iterable["Fault"]:
    """Imported on demand: no other command needs the pages."""
    from dashboard_app.sector_wording import faults_of_wording

    return faults_of_wording(sector)


def check_mail(env: Mapping[str, str]) -> "Finding":
    """Imported on demand: no other command needs the e-mails."""
    from dashboard_app.mail.doctor import examine_mail

    return examine_mail(env)


def add_simulators(app: Flask, env: Mapping[str, str]) -> None:
    import bridge.simulators
    import workers.simulators
    from workers.sectors import use_folder
    from workers.settings import sectors_dir

    use_folder(sectors_dir(env))
    bridge.simulators.init_app(app, env)
    workers.simulators.init_app(app, env)


def __getattr__(name: str) -> Flask:
    """Make `wsgi:server` and its sisters when a server asks for them: `voice` never pays for the pages."""
    if name in SERVERS:
        globals()[name] = app = app_of_server(name)
        return app
    raise AttributeError(name)
