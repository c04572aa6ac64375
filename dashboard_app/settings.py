"""Settings of the web half, read once from the environment by each entry point."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dashboard_app.mail.settings import MailSettings
from db.environment import Environment, integer, url
from db.secrets import secret_key
from db.sound.store import recordings_url
from db.webhooks.addresses import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardSettings:
    """`live_sockets` stays below the server's threads: each browser socket holds one."""

    secret_key: str
    public_url: str
    redis_url: str
    live_sockets: int = 250
    trusted_proxies: int = 0
    recordings_url: str = "memory://recordings"
    webhook_reach: Reach = field(default_factory=Reach)
    sends_mail: bool = False

    @classmethod
    def from_environment(cls, env: Environment, *, redis_url: str, data_dir: Path) -> "DashboardSettings":
        base_url = public_url(env)
        return cls(
            secret_key=secret_key(env, base_url, data_dir),
            public_url=base_url,
            redis_url=redis_url,
            live_sockets=integer(env, "LIVE_SOCKETS", 250, minimum=1, maximum=5000),
            recordings_url=recordings_url(env),
            webhook_reach=Reach.from_environment(env, base_url),
            sends_mail=MailSettings.from_environment(env) is not None,
            trusted_proxies=integer(env, "TRUSTED_PROXIES", 0, minimum=0, maximum=10),
        )

    @property
    def is_encrypted(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).netloc


def public_url(env: Environment) -> str:
    """The public base URL, without a trailing slash."""
    port = integer(env, "PORT", 8050, minimum=1, maximum=65535)
    return url(env, "PUBLIC_URL", f"http://127.0.0.1:{port}", ("http", "https"))
