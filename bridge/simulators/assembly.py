"""Assembles the carrier, the agent and their routes in one Flask application."""

from flask import Flask

from bridge.simulators import routes
from bridge.simulators.agent import conversation_socket, phone_calls
from bridge.simulators.agent import rest as agent_rest
from bridge.simulators.agent.post_call import PostCall
from bridge.simulators.agent.service import AgentService
from bridge.simulators.carrier import rest as carrier_rest
from bridge.simulators.exchange import Exchange
from bridge.simulators.settings import SimulatorSettings


def assemble(app: Flask, settings: SimulatorSettings) -> Exchange:
    service = AgentService(settings)
    exchange = Exchange(settings, service.casting)
    post_call = PostCall(service)
    conversation_socket.register(app, service, post_call)
    phone_calls.register(app, service, post_call)
    agent_rest.register(app, service)
    carrier_rest.register(app, exchange)
    routes.register(app, exchange, service)
    app.extensions["simulators"] = exchange
    app.extensions["simulated_agent"] = service
    return exchange
