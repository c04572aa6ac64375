"""Typed reading of environment variables. Errors name the variable and the expected form.

Nothing here reads `os.environ` itself: entry points pass a mapping.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

Environment = Mapping[str, str]


class ConfigurationError(Exception):
    """A variable is missing or malformed; the message names it and explains how to fix it."""


def text(env: Environment, name: str, default: str = "") -> str:
    return env.get(name, "").strip() or default


def secret(env: Environment, name: str) -> str:
    """The value of `NAME`, or the content of the file that `NAME_FILE` names; "" when neither is set."""
    path = text(env, f"{name}_FILE")
    return secret_in_file(f"{name}_FILE", path) if path else text(env, name)


def secret_in_file(name: str, path: str) -> str:
    """An empty file is an error: what is not set may be simulated, and nobody who names a file wants that."""
    try:
        found = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigurationError(f"{name}: {path} is no text in UTF-8") from None
    if not found:
        raise ConfigurationError(f"{name}: {path} is empty")
    return found


def required(env: Environment, name: str, because: str) -> str:
    value = secret(env, name)
    if not value:
        raise ConfigurationError(f"{name} is not set: {because}")
    return value


def integer(env: Environment, name: str, default: int, *, minimum: int, maximum: int) -> int:
    value = number(env, name, default, minimum=minimum, maximum=maximum)
    if value != int(value):
        raise ConfigurationError(f"{name} must be a whole number, not {text(env, name)!r}")
    return int(value)


def number(env: Environment, name: str, default: float, *, minimum: float, maximum: float) -> float:
    raw = text(env, name)
    try:
        value = float(raw) if raw else float(default)
    except ValueError:
        raise ConfigurationError(f"{name} must be a number, not {raw!r}") from None
    if not minimum <= value <= maximum:
        raise ConfigurationError(f"{name} must be between {minimum:g} and {maximum:g}, not {raw!r}")
    return value


def flag(env: Environment, name: str, default: bool) -> bool:
    raw = text(env, name).lower()
    if raw in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not raw else raw in {"1", "true", "yes", "on"}
    raise ConfigurationError(f"{name} must be true or false, not {raw!r}")


def choice(env: Environment, name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(env, name, default)
    if value not in allowed:
        raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def url(env: Environment, name: str, default: str, schemes: tuple[str, ...]) -> str:
    """An absolute URL without a trailing slash."""
    value = text(env, name, default).rstrip("/")
    if value and (scheme_of(value) not in schemes or any(map(str.isspace, value))):
        raise ConfigurationError(f"{name} must be an absolute URL ({', '.join(schemes)}), not {value!r}")
    return value


def scheme_of(address: str) -> str:
    """Empty unless the URL names a host, and a port (if any) that exists."""
    try:
        parts = urlsplit(address)
        has_address = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return parts.scheme if has_address else ""
