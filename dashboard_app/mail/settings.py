"""The mail server's settings, from the environment. Without a server no e-mails are sent."""

from dataclasses import dataclass
from typing import Literal, cast

from db.environment import ConfigurationError, Environment, choice, integer, secret, text

PORTS = {"starttls": 587, "tls": 465, "none": 25}
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailSettings:
    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str

    @classmethod
    def from_environment(cls, env: Environment) -> "MailSettings | None":
        """None if no server is set. Raises ConfigurationError."""
        host = text(env, "SMTP_HOST")
        if not host:
            return None
        security = cast(Security, choice(env, "SMTP_SECURITY", "starttls", tuple(PORTS)))
        user, sender = text(env, "SMTP_USER"), text(env, "MAIL_FROM")
        if not sender and "@" not in user:
            raise ConfigurationError(
                "MAIL_FROM is not set: e-mails need a sender, such as office@example.com"
            )
        return cls(
            host=host,
            port=integer(env, "SMTP_PORT", PORTS[security], minimum=1, maximum=65535),
            security=security,
            user=user,
            password=secret(env, "SMTP_PASSWORD"),
            sender=sender or user,
        )
