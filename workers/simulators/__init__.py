"""A simulated language model for a machine without an account: as strict about requests as the real one, and openly simulated."""

from flask import Flask

from db.environment import Environment
from workers.simulators.routes import Routes, blueprint_of
from workers.simulators.settings import SimulatedModelSettings

__all__ = ["SimulatedModelSettings", "init_app"]


def init_app(app: Flask, source: SimulatedModelSettings | Environment) -> None:
    """Afterwards `app.extensions["simulated_model"]` holds the received requests."""
    if not isinstance(source, SimulatedModelSettings):
        source = SimulatedModelSettings.from_environment(source)
    routes = Routes(source)
    app.register_blueprint(blueprint_of(routes))
    app.extensions["simulated_model"] = routes
