"""Settings of the simulated model: the key it expects, and its response time."""

from dataclasses import dataclass
from pathlib import Path

from db.environment import Environment, number, text
from db.secrets import generated_secret
from workers.settings import SIMULATOR_KEY


@dataclass(frozen=True, slots=True)
class SimulatedModelSettings:
    api_key: str
    delay_seconds: float = 1.5

    @classmethod
    def from_environment(cls, env: Environment) -> "SimulatedModelSettings":
        data_dir = Path(text(env, "DATA_DIR", ".data")).absolute()
        return cls(
            api_key=generated_secret(data_dir, SIMULATOR_KEY),
            delay_seconds=number(env, "SIMULATED_MODEL_DELAY_SECONDS", 1.5, minimum=0, maximum=600),
        )
