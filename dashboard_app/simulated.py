"""Which external services are simulated here, so that the pages can say so."""

from flask import Flask

from workers.settings import WorkerSettings


def simulated_parts(server: Flask) -> tuple[str, ...]:
    """Which of carrier, agent and model. A server without bridge or workers, as in page tests, simulates nothing."""
    bridge, env = server.extensions.get("bridge"), server.extensions.get("worker_environment")
    found = {
        "carrier": bridge is not None and bridge.settings.carrier.is_simulated,
        "agent": bridge is not None and bridge.settings.agent.is_simulated,
        "model": env is not None and WorkerSettings.from_environment(env).is_simulated,
    }
    return tuple(part for part, is_simulated in found.items() if is_simulated)
