"""Telephone network and voice agent for a machine without accounts: they sign, verify and refuse as the real ones do.

Calls live in the memory of one process: serve this role with a single worker.
"""

from flask import Flask

from bridge.simulators.agent import conversation_socket, post_call
from bridge.simulators.agent import rest as agent_rest
from bridge.simulators.agent.service import AgentService
from bridge.simulators.carrier import rest as carrier_rest
from bridge.simulators.dialler import dial
from bridge.simulators.doors import register as register_doors
from bridge.simulators.exchange import Exchange, SimulatedCall
from bridge.simulators.settings import SimulatorSettings
from db.environment import Environment

__all__ = ["Exchange", "SimulatedCall", "SimulatorSettings", "dial", "init_app"]


def init_app(app: Flask, source: SimulatorSettings | Environment) -> None:
    """Afterwards `app.extensions["simulators"]` is the `Exchange`, for whoever places calls in this process."""
    settings = source if isinstance(source, SimulatorSettings) else SimulatorSettings.from_environment(source)
    service = AgentService(settings)
    exchange = Exchange(settings, service.casting)
    conversation_socket.register(app, service, post_call.PostCall(service))
    agent_rest.register(app, service)
    carrier_rest.register(app, exchange)
    register_doors(app, exchange, service)
    app.extensions["simulators"] = exchange
    app.extensions["simulated_agent"] = service
