"""The telephone bridge: a socket to the carrier, a socket to the voice agent, and the session between them."""

import atexit

from flask import Flask
from werkzeug.exceptions import HTTPException

from bridge import cli, doctor
from bridge.front.desk import FrontDesk
from bridge.listening import Listening
from bridge.recorder import Recorder
from bridge.routes.answers import fault, http_problem
from bridge.routes.browsers import read_cookies
from bridge.routes.callbacks import CallbackRoutes
from bridge.routes.calls import CallRoutes
from bridge.routes.elevenlabs import PostCallRoutes
from bridge.routes.forwarding import ForwardingRoutes
from bridge.routes.health import HealthRoutes
from bridge.routes.hints import HintRoutes
from bridge.routes.media import add_media_route
from bridge.routes.replays import ReplayRoutes
from bridge.routes.takeover import TakeOverRoutes
from bridge.routes.test_calls import PlacingRoutes
from bridge.routes.voicemail import VoicemailRoutes
from bridge.settings import BridgeSettings
from bridge.simulators.template_check import faults_of_dialogues
from bridge.spool import Spool
from bridge.store import Store
from bridge.switchboard import Switchboard
from db import request_json
from db.database import Database
from db.doctor import add_check
from db.environment import Environment
from db.sound.live import LiveSound
from workers.queue import JobQueue
from workers.sectors.further_checks import add_template_check

__all__ = ["BridgeSettings", "Switchboard", "init_app"]


def init_app(app: Flask, env: Environment, database: Database, *, role: str = "server") -> Switchboard:
    """Sets `app.extensions["bridge"]` to the switchboard. The pages' server has its own health routes and gate."""
    settings = BridgeSettings.from_environment(env)
    switchboard = open_switchboard(settings, database)
    for routes in (CallRoutes, ForwardingRoutes, CallbackRoutes, PostCallRoutes):
        app.register_blueprint(routes(switchboard).blueprint())
    read_cookies(app, settings.secret_key)
    request_json.init_app(app)
    add_media_route(app, switchboard, database)
    # After any fork: what a dead process has left is written now.
    app.before_request(switchboard.recorder.start)
    if role == "server":
        app.register_blueprint(PlacingRoutes(switchboard, database).blueprint())
        app.register_blueprint(TakeOverRoutes(switchboard, database).blueprint())
        app.register_blueprint(HintRoutes(switchboard, database).blueprint())
        app.register_blueprint(VoicemailRoutes(switchboard, database).blueprint())
        app.register_blueprint(ReplayRoutes(switchboard, database).blueprint())
    else:
        app.register_blueprint(HealthRoutes(switchboard, database).blueprint())
        app.register_error_handler(HTTPException, http_problem)
        app.register_error_handler(Exception, fault)
    app.cli.add_command(cli.calls)
    add_check(app, lambda: doctor.examine(settings))
    add_check(app, lambda: doctor.examine_further_agents(settings.agent, database))
    add_template_check(app.extensions, faults_of_dialogues)
    app.extensions["bridge"] = switchboard
    app.extensions.setdefault("database", database)
    return switchboard


def open_switchboard(settings: BridgeSettings, database: Database) -> Switchboard:
    jobs = JobQueue(database.settings.redis_url)
    spool = Spool(settings.data_dir / "spool")
    recorder = Recorder(database, spool, jobs.enqueue_after_call, jobs.enqueue_recorded, jobs.enqueue_whisper)
    atexit.register(recorder.close)
    store, front_desk = Store(database.settings.redis_url), FrontDesk(database)
    listening = Listening(LiveSound(database.settings.redis_url))
    switchboard = Switchboard(
        settings, store, recorder, front_desk, listening, redis_url=database.settings.redis_url
    )
    atexit.register(switchboard.taping.close)  # runs before the recorder's: what it reports is kept
    return switchboard
