"""Settings of the workers, read once from the environment by each entry point."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from db.environment import ConfigurationError, Environment, integer, secret, text, url
from db.secrets import generated_secret
from db.settings import DbSettings
from workers.prices import load_prices

HTTP = ("http", "https")
SIMULATOR_KEY = "openai-api-key"
PRICES = Path(__file__).parent / "prices.toml"


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """`openai_base_url` is empty for OpenAI's own. `is_simulated`: nobody configured a model, the simulated one answers.
    `is_daily_budget_set`: somebody has said so here, so that it is the most that an organization may allow itself, and not where it
    begins; a month's budget that is set here always is.
    `context_tokens`: what a model reads and writes at once at most; longer calls are read in parts.
    `sampled_wait_minutes`: sampled calls wait so long for others; with fewer than `sampled_batch_least` each goes alone."""

    redis_url: str
    openai_api_key: str
    openai_base_url: str
    openai_model: str
    is_simulated: bool
    daily_budget_eur: Decimal
    monthly_budget_eur: Decimal | None = None
    is_daily_budget_set: bool = False
    prices_path: Path = PRICES
    model_timeout_seconds: float = 60
    processes: int = 3
    other_models: tuple[str, ...] = ()
    sampled_wait_minutes: int = 60
    sampled_batch_least: int = 1
    context_tokens: int = 128_000

    @property
    def models(self) -> tuple[str, ...]:
        """The models that can be chosen for an analysis, the default first."""
        return (self.openai_model, *(name for name in self.other_models if name != self.openai_model))

    @classmethod
    def from_environment(cls, env: Environment) -> "WorkerSettings":
        db = DbSettings.from_environment(env)
        key, base_url = secret(env, "OPENAI_API_KEY"), url(env, "OPENAI_BASE_URL", "", HTTP)
        is_simulated = not key and not base_url
        if is_simulated:
            key = generated_secret(db.data_dir, SIMULATOR_KEY)
            port = integer(env, "SIMULATORS_PORT", 8052, minimum=1, maximum=65535)
            base_url = url(env, "SIMULATORS_URL", f"http://127.0.0.1:{port}", HTTP) + "/v1"
        return cls(
            redis_url=db.redis_url,
            openai_api_key=key or "none",  # self-hosted compatible servers may need no key
            openai_base_url=base_url,
            openai_model=text(env, "OPENAI_MODEL", "gpt-5.4-mini"),
            is_simulated=is_simulated,
            daily_budget_eur=euros(env, "AI_DAILY_BUDGET_EUR", "5"),
            is_daily_budget_set=text(env, "AI_DAILY_BUDGET_EUR", "") != "",
            monthly_budget_eur=monthly_budget(env),
            prices_path=prices_path(env),
            other_models=other_models(env, is_listed=is_simulated or not base_url),
            processes=integer(env, "WORKER_PROCESSES", 3, minimum=2, maximum=64),
            sampled_wait_minutes=integer(env, "AI_SAMPLED_WAIT_MINUTES", 60, minimum=0, maximum=1440),
            context_tokens=integer(env, "OPENAI_CONTEXT_TOKENS", 128_000, minimum=12_000, maximum=10_000_000),
            sampled_batch_least=integer(env, "AI_SAMPLED_BATCH_LEAST", 1, minimum=1, maximum=500),
        )


def euros(env: Environment, name: str, default: str) -> Decimal:
    raw = text(env, name, default)
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise ConfigurationError(
            f"{name} must be an amount in euros such as 5 or 2.50, not {raw!r}"
        ) from None
    if not value.is_finite() or value < 0:
        raise ConfigurationError(f"{name} must be 0 or more, not {raw!r}")
    return value


def monthly_budget(env: Environment) -> Decimal | None:
    """None: only the daily budget applies."""
    is_set = text(env, "AI_MONTHLY_BUDGET_EUR", "") != ""
    return euros(env, "AI_MONTHLY_BUDGET_EUR", "") if is_set else None


def prices_path(env: Environment) -> Path:
    """The operator's price list, or the one included in the product."""
    path = Path(text(env, "PRICES_FILE", str(PRICES)))
    if not path.is_file():
        raise ConfigurationError(f"PRICES_FILE: there is no file {path}")
    return path


def other_models(env: Environment, *, is_listed: bool) -> tuple[str, ...]:
    """The models of OPENAI_MODELS; if that is not set and the provider is covered by our price list (`is_listed`), all
    listed ones.
    """
    given = text(env, "OPENAI_MODELS", "")
    if given:
        return tuple(name.strip() for name in given.split(",") if name.strip())
    return tuple(load_prices(prices_path(env))[-1].models) if is_listed else ()


def sectors_dir(env: Environment) -> Path | None:
    """Raises ConfigurationError if the folder does not exist."""
    given = text(env, "SECTORS_DIR", "")
    if given and not Path(given).is_dir():
        raise ConfigurationError(
            f"SECTORS_DIR: there is no folder {given}; make it with `mkdir -p {given}`, or correct the variable"
        )
    return Path(given).resolve() if given else None
