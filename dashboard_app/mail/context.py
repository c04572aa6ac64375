"""What sending an e-mail needs, for a worker's job."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from dashboard_app.mail.settings import MailSettings
from dashboard_app.settings import public_url
from db.database import Database
from db.settings import DbSettings


@dataclass(frozen=True, slots=True)
class MailContext:
    """Everything needed to send an e-mail with links to the pages."""

    database: Database
    mail: MailSettings
    base_url: str


@contextmanager
def mail_context(env: Mapping[str, str]) -> Iterator[MailContext | None]:
    """None without a mail server. Raises ConfigurationError."""
    mail = MailSettings.from_environment(env)
    if mail is None:
        yield None
        return
    database = Database(DbSettings.from_environment(env))
    try:
        yield MailContext(database, mail, public_url(env))
    finally:
        database.close()
