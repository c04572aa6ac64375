"""Telephone network and voice agent for a machine without accounts: they sign, verify and refuse as the real ones do.

Calls live in the memory of one process: serve this role with a single worker. Importing this package is cheap, and so
are `settings`, `simulated_call` and `dialler`, for the processes that only place calls; the rest loads numpy.
"""

from flask import Flask

from bridge.simulators.settings import SimulatorSettings
from db.environment import Environment


def init_app(app: Flask, source: SimulatorSettings | Environment) -> None:
    """Afterwards `app.extensions["simulators"]` is the `Exchange`, to place calls within this process."""
    from bridge.simulators.assembly import assemble

    settings = source if isinstance(source, SimulatorSettings) else SimulatorSettings.from_environment(source)
    assemble(app, settings)
