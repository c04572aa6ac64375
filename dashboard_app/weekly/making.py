"""Makes an organization's weekly report outside a request: text, PDF, e-mail. `workers` import it by name."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard_app.mail.context import MailContext
from dashboard_app.mail.language import Reader, in_language
from dashboard_app.mail.settings import MailSettings
from dashboard_app.settings import public_url
from dashboard_app.weekly.message import plain
from dashboard_app.weekly.pdf import pdf_of
from dashboard_app.weekly.sending import read_sheet, send_week
from dashboard_app.weekly.sheet import Sheet
from dashboard_app.weekly.weeks import week_named
from db.database import Database
from db.environment import Environment
from db.queries.organizations import Profile


class Maker:
    """Writes in the organization's language. Without `week`, or for an unfinished week, it reports on the last complete week."""

    def __init__(
        self, env: Environment, database: Database, profile: Profile, week: str | None, now: datetime
    ) -> None:
        self._env, self._database, self._profile, self._now = env, database, profile, now
        self._week = week_named(week, now.astimezone(ZoneInfo(profile.timezone)))

    @property
    def week_name(self) -> str:
        return self._week.name

    def text(self) -> str:
        with self._sheet() as sheet:
            return plain(sheet, public_url(self._env))

    def pdf(self) -> bytes:
        with self._sheet() as sheet:
            return pdf_of(sheet, public_url(self._env))

    def send(self, recipients: Iterable[str]) -> int | None:
        """Returns the number of e-mails sent; None without a mail server. Raises ConfigurationError."""
        mail = MailSettings.from_environment(self._env)
        if mail is None:
            return None
        context = MailContext(self._database, mail, public_url(self._env))
        return send_week(context, self._profile, self._week, self._now, recipients)

    @contextmanager
    def _sheet(self) -> Iterator[Sheet]:
        reader = Reader(self._profile.timezone, self._profile.sector)
        with in_language(self._profile.language, reader):
            yield read_sheet(self._database, self._profile, self._week, self._now)
