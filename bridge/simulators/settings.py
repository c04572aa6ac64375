"""Settings of the simulated carrier and agent: the same environment variables as the bridge's."""

from dataclasses import dataclass
from pathlib import Path

from db.environment import Environment, integer, number, secret, text, url
from db.secrets import generated_secret

SIMULATED_ACCOUNT_SID = "AC" + "5" * 32
SIMULATED_AGENT_ID = "agent_simulated"
OVERRIDABLE = frozenset(
    {("agent", "first_message"), ("agent", "language"), ("conversation", "client_events")}
)


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    account_sid: str
    auth_token: str
    elevenlabs_api_key: str
    agent_id: str
    elevenlabs_webhook_secret: str
    post_call_webhook_url: str = ""  # "" posts none
    public_url: str = "http://127.0.0.1:8052"  # where this process is reached; signed URLs begin with it
    phone_number: str = "+34971550100"  # the workshop's
    speed: float = 1.0  # 4 plays a call four times as fast
    analysis_seconds: float = 1.0  # from the end of a conversation to its post-call webhook
    overridable: frozenset[tuple[str, str]] = OVERRIDABLE  # what a conversation may set of the agent
    receive_timeout_seconds: float = 60.0  # without audio from the bridge the agent hangs up

    def has_agent(self, agent_id: str) -> bool:
        """Whether the agent exists: the one of the environment, and any `agent_simulated_NAME`."""
        return agent_id == self.agent_id or agent_id.startswith(f"{SIMULATED_AGENT_ID}_")

    @classmethod
    def from_environment(cls, env: Environment) -> "SimulatorSettings":
        data_dir = Path(text(env, "DATA_DIR", ".data")).absolute()
        port = integer(env, "SIMULATORS_PORT", 8052, minimum=1, maximum=65535)
        product_url = url(
            env, "PUBLIC_URL", f"http://127.0.0.1:{text(env, 'PORT', '8050')}", ("http", "https")
        )
        return cls(
            account_sid=text(env, "TWILIO_ACCOUNT_SID", SIMULATED_ACCOUNT_SID),
            auth_token=_secret(env, data_dir, "TWILIO_AUTH_TOKEN"),
            elevenlabs_api_key=_secret(env, data_dir, "ELEVENLABS_API_KEY"),
            agent_id=text(env, "ELEVENLABS_AGENT_ID", SIMULATED_AGENT_ID),
            elevenlabs_webhook_secret=_secret(env, data_dir, "ELEVENLABS_WEBHOOK_SECRET"),
            post_call_webhook_url=f"{product_url}/api/webhooks/elevenlabs",
            public_url=url(env, "SIMULATORS_URL", f"http://127.0.0.1:{port}", ("http", "https")),
            phone_number=text(env, "TWILIO_PHONE_NUMBER", "+34971550100"),
            speed=number(env, "SIMULATED_SPEED", 1.0, minimum=0.25, maximum=50),
        )


def _secret(env: Environment, data_dir: Path, name: str) -> str:
    """The configured secret, or the one stored in the data directory, which all processes of this machine share."""
    return secret(env, name) or generated_secret(data_dir, name)
