"""The telephone bridge: carrier and voice agent on two sockets, and the session between them."""

import atexit

from flask import Flask
from werkzeug.exceptions import HTTPException

from bridge import cli, doctor
from bridge.doors.answers import fault, http_problem
from bridge.doors.browsers import read_cookies
from bridge.doors.callbacks import CallbackDoors
from bridge.doors.calls import CallDoors
from bridge.doors.elevenlabs import PostCallDoor
from bridge.doors.forwarding import ForwardingDoors
from bridge.doors.health import HealthDoors
from bridge.doors.media import add_media_door
from bridge.doors.replays import ReplayDoors
from bridge.doors.takeover import TakeOverDoors
from bridge.doors.test_calls import PlacingDoor
from bridge.doors.voicemail import VoicemailDoor
from bridge.front.desk import FrontDesk
from bridge.recorder import Recorder
from bridge.settings import BridgeSettings
from bridge.spool import Spool
from bridge.store import Store
from bridge.switchboard import Switchboard
from db.database import Database
from db.doctor import add_check
from db.environment import Environment
from workers.queue import JobQueue

__all__ = ["BridgeSettings", "Switchboard", "init_app"]


def init_app(app: Flask, env: Environment, database: Database, *, role: str = "server") -> Switchboard:
    """Afterwards `app.extensions["bridge"]` is the switchboard. The pages' server has its own health doors and gate."""
    settings = BridgeSettings.from_environment(env)
    switchboard = open_switchboard(settings, database)
    for doors in (CallDoors, ForwardingDoors, CallbackDoors, PostCallDoor):
        app.register_blueprint(doors(switchboard).blueprint())
    read_cookies(app, settings.secret_key)
    add_media_door(app, switchboard, database)
    app.before_request(
        switchboard.recorder.start
    )  # after any fork: what a dead process has left is written now
    if role == "server":
        app.register_blueprint(PlacingDoor(switchboard, database).blueprint())
        app.register_blueprint(TakeOverDoors(switchboard, database).blueprint())
        app.register_blueprint(VoicemailDoor(switchboard, database).blueprint())
        app.register_blueprint(ReplayDoors(switchboard, database).blueprint())
    else:
        app.register_blueprint(HealthDoors(switchboard, database).blueprint())
        app.register_error_handler(HTTPException, http_problem)
        app.register_error_handler(Exception, fault)
    app.cli.add_command(cli.calls)
    add_check(app, lambda: doctor.examine(settings))
    app.extensions["bridge"] = switchboard
    app.extensions.setdefault("database", database)
    return switchboard


def open_switchboard(settings: BridgeSettings, database: Database) -> Switchboard:
    jobs = JobQueue(database.settings.redis_url)
    spool = Spool(settings.data_dir / "spool")
    recorder = Recorder(database, spool, jobs.enqueue_after_call, jobs.enqueue_recorded, jobs.enqueue_whisper)
    atexit.register(recorder.close)
    store, front_desk = Store(database.settings.redis_url), FrontDesk(database)
    switchboard = Switchboard(settings, store, recorder, front_desk)
    atexit.register(switchboard.taping.close)  # runs before the recorder's: what it reports is kept
    return switchboard
