"""The bridge's configuration, read once at the entry point: URLs, credentials, limits."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from db.environment import ConfigurationError, Environment, choice, flag, integer, number, secret, text, url
from db.loopback import is_loopback
from db.secrets import generated_secret, secret_key
from db.telephone.numbers import E164
from db.telephone.rules import LANGUAGES

REMOTE_TOOLS = ("book_appointment", "send_sms_link")
# The simulators' own; importing them would load their voices, too.
SIMULATED_NUMBER = "+34971550100"
SIMULATED_ACCOUNT_SID = "AC" + "5" * 32
SIMULATED_AGENT_ID = "agent_simulated"


@dataclass(frozen=True, slots=True)
class CarrierSettings:
    account_sid: str
    auth_token: str = field(repr=False)
    phone_number: str
    api_url: str
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class AgentSettings:
    api_key: str = field(repr=False)
    agent_id: str
    webhook_secret: str = field(repr=False)
    api_url: str
    is_simulated: bool
    uses_signed_url: bool = False
    # First message of a session that joins in mid-call; empty for the agent's own.
    reconnect_message: str = ""

    def of(self, agent_id: str) -> "AgentSettings":
        """The same account with another agent: an organization may have its own."""
        return replace(self, agent_id=agent_id) if agent_id else self


@dataclass(frozen=True, slots=True)
class ToolSettings:
    """URLs of the external tools, by tool name; only those that are configured."""

    urls: dict[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PlacingSettings:
    """Numbers that test calls may ring, by prefix, and how many per day."""

    destinations: tuple[str, ...] = ("+",)
    a_day: int = 1000


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    public_url: str
    voice_url: str
    secret_key: str = field(repr=False)
    data_dir: Path
    simulators_url: str
    carrier: CarrierSettings
    agent: AgentSettings
    tools: ToolSettings = field(default_factory=ToolSettings)
    placing: PlacingSettings = field(default_factory=PlacingSettings)
    mobile_number: str = ""
    language: str = "es"
    agent_connect_seconds: float = 3.0
    agent_quiet_seconds: float = 30.0
    max_call_seconds: int = 1800
    records_calls: bool = True
    native_fallback: bool = True  # without a voice process, the provider carries the call alone
    max_calls: int = 200  # simultaneous calls over all processes; 0 for no limit

    @classmethod
    def from_environment(cls, env: Environment) -> "BridgeSettings":
        data_dir = Path(text(env, "DATA_DIR", ".data")).absolute()
        public_url = _public_url(env)
        simulators_url = url(env, "SIMULATORS_URL", _local(env, "SIMULATORS_PORT", 8052), ("http", "https"))
        carrier = _carrier(env, data_dir, simulators_url)
        return cls(
            public_url=public_url,
            voice_url=_voice_url(env, public_url),
            secret_key=secret_key(env, public_url, data_dir),
            data_dir=data_dir,
            simulators_url=simulators_url,
            carrier=carrier,
            agent=_agent(env, data_dir, simulators_url),
            tools=_tools(env),
            placing=_placing(env, carrier),
            mobile_number=_mobile(env, carrier.phone_number),
            language=choice(env, "CALL_LANGUAGE", "es", LANGUAGES),
            agent_connect_seconds=number(env, "AGENT_CONNECT_SECONDS", 3, minimum=0.5, maximum=10),
            agent_quiet_seconds=number(env, "AGENT_QUIET_SECONDS", 30, minimum=1, maximum=120),
            max_call_seconds=integer(env, "MAX_CALL_SECONDS", 1800, minimum=30, maximum=14400),
            records_calls=flag(env, "RECORD_CALLS", True),
            native_fallback=flag(env, "NATIVE_FALLBACK", True),
            max_calls=integer(env, "MAX_CALLS", 200, minimum=0, maximum=100_000),
        )

    @property
    def test_number(self) -> str:
        """The number that test calls use by default."""
        return self.carrier.phone_number or SIMULATED_NUMBER

    @property
    def simulates(self) -> bool:
        """Whether callers are simulated: then no call counts as business."""
        return self.carrier.is_simulated


def _local(env: Environment, name: str, default: int) -> str:
    return f"http://127.0.0.1:{integer(env, name, default, minimum=1, maximum=65535)}"


def _beginning(env: Environment, name: str, default: str, schemes: tuple[str, ...]) -> str:
    """A URL to which paths are added; carriers sign no user and no fragment, and open no stream with a query."""
    value = url(env, name, default, schemes)
    if not set("?#@").isdisjoint(value):
        raise ConfigurationError(f"{name} is the beginning of addresses: it has no user, query or fragment")
    return value


def _public_url(env: Environment) -> str:
    value = _beginning(env, "PUBLIC_URL", _local(env, "PORT", 8050), ("http", "https"))
    if "_" in (urlsplit(value).hostname or ""):
        raise ConfigurationError("PUBLIC_URL: the carrier refuses host names with an underscore")
    return value


def _voice_url(env: Environment, public_url: str) -> str:
    value = _beginning(env, "VOICE_URL", "ws" + public_url.removeprefix("http"), ("ws", "wss"))
    if value.startswith("ws:") and not is_loopback(value):
        raise ConfigurationError(
            f"VOICE_URL must be wss://…, the carrier streams to nothing else, not {value!r}"
        )
    return value


def _phone(env: Environment, name: str) -> str:
    value = text(env, name).replace(" ", "")
    if value and not E164.fullmatch(value):
        raise ConfigurationError(f"{name} must be a number like +34600111222, not {text(env, name)!r}")
    return value


def _mobile(env: Environment, own_number: str) -> str:
    value = _phone(env, "MOBILE_NUMBER")
    if value and value == own_number:
        raise ConfigurationError(
            "MOBILE_NUMBER is the line's own number: a forwarded call would ring here for ever"
        )
    return value


def _carrier(env: Environment, data_dir: Path, simulators_url: str) -> CarrierSettings:
    given = _all_or_none(env, "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    phone_number = _phone(env, "TWILIO_PHONE_NUMBER")
    if given and not re.fullmatch("AC[0-9a-fA-F]{32}", given[0]):
        raise ConfigurationError("TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits")
    account_sid, auth_token = given or (
        SIMULATED_ACCOUNT_SID,
        generated_secret(data_dir, "TWILIO_AUTH_TOKEN"),
    )
    default_url = "https://api.twilio.com" if given else simulators_url
    return CarrierSettings(
        account_sid=account_sid,
        auth_token=auth_token,
        phone_number=phone_number or ("" if given else SIMULATED_NUMBER),
        api_url=url(env, "TWILIO_API_URL", default_url, ("http", "https")),
        is_simulated=not given,
    )


def _agent(env: Environment, data_dir: Path, simulators_url: str) -> AgentSettings:
    given = _all_or_none(env, "ELEVENLABS_API_KEY", "ELEVENLABS_AGENT_ID")
    api_key, agent_id = given or (generated_secret(data_dir, "ELEVENLABS_API_KEY"), SIMULATED_AGENT_ID)
    # Without a secret of the account's, one that nobody knows: its post-call webhooks are then refused.
    webhook_secret = secret(env, "ELEVENLABS_WEBHOOK_SECRET") or generated_secret(
        data_dir, "ELEVENLABS_WEBHOOK_SECRET"
    )
    default_url = "https://api.elevenlabs.io" if given else simulators_url
    return AgentSettings(
        api_key=api_key,
        agent_id=agent_id,
        webhook_secret=webhook_secret,
        api_url=url(env, "ELEVENLABS_API_URL", default_url, ("http", "https")),
        is_simulated=not given,
        uses_signed_url=choice(env, "ELEVENLABS_AUTH", "key", ("key", "signed_url")) == "signed_url",
        reconnect_message=text(env, "AGENT_RECONNECT_MESSAGE")[:300],
    )


def _placing(env: Environment, carrier: CarrierSettings) -> PlacingSettings:
    """Simulated telephones cost nothing."""
    given = text(env, "TEST_CALL_DESTINATIONS", "+" if carrier.is_simulated else "+34")
    destinations = tuple(part for part in given.replace(",", " ").split())
    if wrong := [part for part in destinations if not re.fullmatch(r"\+\d{0,15}", part)]:
        raise ConfigurationError(
            f"TEST_CALL_DESTINATIONS lists beginnings of numbers, like +34,+4930, not {wrong[0]!r}"
        )
    default = 1000 if carrier.is_simulated else 20
    return PlacingSettings(destinations, integer(env, "TEST_CALLS_A_DAY", default, minimum=0, maximum=10_000))


def _tools(env: Environment) -> ToolSettings:
    base = url(env, "TOOLS_URL", "", ("http", "https"))
    urls = {
        tool: url(env, f"{tool.upper()}_URL", f"{base}/{tool}" if base else "", ("http", "https"))
        for tool in REMOTE_TOOLS
    }
    return ToolSettings({tool: target for tool, target in urls.items() if target}, secret(env, "TOOLS_TOKEN"))


def _all_or_none(env: Environment, *names: str) -> tuple[str, ...]:
    """All values, or none if none is set. Half an account would only fail with the first caller."""
    values = {name: secret(env, name) for name in names}
    missing = [name for name, value in values.items() if not value]
    if missing and len(missing) < len(names):
        given = next(name for name in names if name not in missing)
        raise ConfigurationError(f"{missing[0]} is not set although {given} is: set both, or neither")
    return () if missing else tuple(values.values())
