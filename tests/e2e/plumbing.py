"""`tests.e2e.plumbing:server`: the web half without pages, for gunicorn."""

import os

from flask import Flask

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.database import Database
from db.logs import configure_logging
from db.settings import DbSettings


def create_server() -> Flask:
    configure_logging(os.environ)
    server = Flask(__name__, static_folder=None)
    database = Database(DbSettings.from_environment(os.environ))
    db = database.settings
    settings = DashboardSettings.from_environment(os.environ, redis_url=db.redis_url, data_dir=db.data_dir)
    dashboard_app.init_plumbing(server, settings, database)
    return server


server = create_server()
