"""What the web half needs to know of its surroundings: read once from the environment by each entry point."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from db.environment import ConfigurationError, Environment, integer, secret, url
from db.secrets import generated_secret

SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardSettings:
    """`live_sockets` stays below the server's threads: each browser socket holds one."""

    secret_key: str
    public_url: str
    redis_url: str
    live_sockets: int = 250
    trusted_proxies: int = 0
    signed_in_days: int = 14

    @classmethod
    def from_environment(cls, env: Environment, *, redis_url: str, data_dir: Path) -> "DashboardSettings":
        port = integer(env, "PORT", 8050, minimum=1, maximum=65535)
        public_url = url(env, "PUBLIC_URL", f"http://127.0.0.1:{port}", ("http", "https"))
        return cls(
            secret_key=secret_key(env, public_url, data_dir),
            public_url=public_url,
            redis_url=redis_url,
            live_sockets=integer(env, "LIVE_SOCKETS", 250, minimum=1, maximum=5000),
            trusted_proxies=integer(env, "TRUSTED_PROXIES", 0, minimum=0, maximum=10),
        )

    @property
    def is_encrypted(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).netloc


def secret_key(env: Environment, public_url: str, data_dir: Path) -> str:
    """Generated once for a machine that nobody else reaches; every other has to bring its own."""
    given = secret(env, "SECRET_KEY")
    if given and len(given) < SHORTEST_SECRET:
        raise ConfigurationError(f"SECRET_KEY must have at least {SHORTEST_SECRET} characters")
    if not given and not is_loopback(public_url):
        raise ConfigurationError(
            "SECRET_KEY is not set: PUBLIC_URL is not loopback, so sessions need a secret of yours"
        )
    return given or generated_secret(data_dir, "SECRET_KEY")


def is_loopback(address: str) -> bool:
    """Of a URL's host, or of a bare address."""
    host = (urlsplit(address).hostname if "//" in address else address) or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
