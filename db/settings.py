"""Where the data is stored: read once from the environment by each entry point."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.environment import ConfigurationError, Environment, integer, secret, text

EMBEDDED_URLS = {
    "DATABASE_URL": "postgresql://postgres@/postgres?host={data_dir}/postgres",
    "REDIS_URL": "unix://{data_dir}/redis/redis.sock",
}


TWO_HOSTS = (
    "DATABASE_URL names two servers: write postgresql://user:password@/name?host=a,b&port=5432,5432"
    "&target_session_attrs=read-write"
)


@dataclass(frozen=True, slots=True)
class DbSettings:
    database_url: URL
    redis_url: str
    data_dir: Path
    pool_size: int = 10

    @classmethod
    def from_environment(
        cls, env: Environment, *, required: Collection[str] = ("DATABASE_URL", "REDIS_URL")
    ) -> "DbSettings":
        """A server that is neither configured nor `required` is assumed where the embedded one would listen: a command that
        does not need it must not fail because it is missing."""
        data_dir = Path(text(env, "DATA_DIR", ".data")).absolute()
        return cls(
            database_url=parse_database_url(address_of(env, data_dir, "DATABASE_URL", required)),
            redis_url=parse_redis_url(address_of(env, data_dir, "REDIS_URL", required)),
            data_dir=data_dir,
            pool_size=integer(env, "DATABASE_POOL_SIZE", 10, minimum=1, maximum=200),
        )


def address_of(env: Environment, data_dir: Path, name: str, required: Collection[str]) -> str:
    return secret(env, name) or embedded_url(data_dir, name, name in required)


def embedded_url(data_dir: Path, name: str, is_required: bool) -> str:
    """The URL that the embedded server of this data directory has published (see `db.embedded`)."""
    try:
        return (data_dir / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        if is_required:
            message = f"{name} is not set, and no embedded server runs here: set it, or `make run`"
            raise ConfigurationError(message) from None
        return EMBEDDED_URLS[name].format(data_dir=data_dir)


def parse_database_url(value: str) -> URL:
    """Accepts SQLAlchemy and libpq URLs, and `postgres://`, which hosting services use."""
    try:
        parsed = make_url(value)
    except ArgumentError as error:
        raise ConfigurationError(f"DATABASE_URL is not a database URL: {error}") from None
    except ValueError:  # without the words of the error: they may be a part of the password
        if "," in value.rpartition("@")[2]:
            raise ConfigurationError(TWO_HOSTS) from None
        raise ConfigurationError("DATABASE_URL is not a database URL: its port is no number") from None
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise ConfigurationError(f"DATABASE_URL must be a PostgreSQL URL, not {parsed.get_backend_name()}")
    return parsed.set(drivername="postgresql+psycopg2")


def parse_redis_url(value: str) -> str:
    if not value.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigurationError("REDIS_URL must begin with redis://, rediss:// or unix://")
    if not value.startswith("unix://") and not is_redis_address(value):
        raise ConfigurationError("REDIS_URL is not an address like redis://host:6379/0")
    return value


def is_redis_address(value: str) -> bool:
    """The client would take the first database for one that is no number, and see a wrong port only when it connects."""
    try:
        parts = urlsplit(value)
        return parts.port != 0 and (parts.path in {"", "/"} or parts.path[1:].isdecimal())
    except ValueError:
        return False
