"""Sends e-mails through the configured SMTP server."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from dashboard_app.mail.settings import MailSettings

TIMEOUT_SECONDS = 20
ADDRESS = re.compile(r"[^\s<>()'\"{}\[\]:,;]+@[^\s<>()'\"{}\[\]:,;]+")


class MailError(Exception):
    """The server did not accept the e-mail; the message says why, without the password and without addresses."""


def send_email(settings: MailSettings, message: EmailMessage) -> None:
    try:
        with connection(settings) as server:
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(ADDRESS.sub("…", f"{type(error).__name__}: {error}")[:500]) from None


@contextmanager
def connection(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    address = (settings.host, settings.port)
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            *address, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(*address, timeout=TIMEOUT_SECONDS)
    with server:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, settings.password)
        yield server
