"""Environment settings for sending webhooks."""

from dataclasses import dataclass

from db.environment import Environment, integer, text, url
from db.secrets import secret_key
from db.settings import DbSettings
from db.webhooks.addresses import Reach

HTTP = ("http", "https")


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """`secret_key` decrypts the endpoints' secrets: it must be the web process's. `at_once`: maximum concurrent requests."""

    redis_url: str
    secret_key: str
    reach: Reach
    at_once: int = 32

    @classmethod
    def from_environment(cls, env: Environment) -> "WebhookSettings":
        db = DbSettings.from_environment(env)
        port = text(env, "PORT", "8050")
        public_url = url(env, "PUBLIC_URL", f"http://127.0.0.1:{port}", HTTP)
        return cls(
            redis_url=db.redis_url,
            secret_key=secret_key(env, public_url, db.data_dir),
            reach=Reach.from_environment(env, public_url),
            at_once=integer(env, "WEBHOOKS_AT_ONCE", 32, minimum=1, maximum=500),
        )
