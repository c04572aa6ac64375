"""Sends the weekly report once, on Monday from seven o'clock on the organization's own clock."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from flask import Flask
from pydantic import ValidationError
from rq.timeouts import BaseTimeoutException

from dashboard_app.settings import public_url
from dashboard_app.weekly.gathering import gather
from dashboard_app.weekly.language import Reader, in_language, translation_app
from dashboard_app.weekly.mail_settings import MailSettings
from dashboard_app.weekly.message import compose
from dashboard_app.weekly.pdf import pdf_of
from dashboard_app.weekly.sheet import Sheet, sheet_of
from dashboard_app.weekly.smtp import MailError, send_email
from dashboard_app.weekly.weeks import Week, last_week
from db.actions.reports import take_delivery
from db.database import Database
from db.environment import Environment
from db.queries.organizations import Profile, profiles
from db.reporting import read_report_rules
from db.settings import DbSettings

log = logging.getLogger(__name__)
REPORT = "weekly"
MONDAY, SEVEN = 0, time(7)
MakeReport = Callable[[], tuple[Sheet, bytes]]


@dataclass(frozen=True, slots=True)
class MailContext:
    """Everything needed to make reports and send them; `server` has the translations."""

    database: Database
    mail: MailSettings
    base_url: str
    server: Flask


def send_due(env: Mapping[str, str]) -> int:
    """Called by the clock. Returns the number of e-mails sent. Does nothing without a mail server."""
    mail = MailSettings.from_environment(env)
    if mail is None:
        return 0
    database = Database(DbSettings.from_environment(env))
    try:
        return send_all(MailContext(database, mail, public_url(env), translation_app()), datetime.now(UTC))
    finally:
        database.close()


def send_all(context: MailContext, now: datetime) -> int:
    """An organization whose sheet fails keeps nobody from theirs. Raises its error in the end, so that the job has failed."""
    with context.database.reading() as session:
        listed = profiles(session)
    sent, failure = 0, None
    for one in listed:
        try:
            sent += send_if_due(context, one, now)
        except BaseTimeoutException:  # the job has run out of time: the next one goes on
            raise
        except Exception as error:
            log.exception("weekly sheet failed organization=%s", one.slug)
            failure = error
    if failure is not None:
        raise failure
    return sent


def send_if_due(context: MailContext, profile: Profile, now: datetime) -> int:
    local = now.astimezone(ZoneInfo(profile.timezone))
    return send_week(context, profile, last_week(local), now) if is_due(local) else 0


def is_due(local: datetime) -> bool:
    """True all Monday from seven o'clock on, so that a server that was down at seven still sends."""
    return local.weekday() == MONDAY and local.time() >= SEVEN


def recipients_of(profile: Profile) -> tuple[str, ...]:
    try:
        return read_report_rules(profile.settings).recipients
    except ValidationError as error:
        log.warning(
            "weekly sheet not sent, its settings are wrong organization=%s error=%s", profile.slug, error
        )
        return ()


def send_week(
    context: MailContext, profile: Profile, week: Week, now: datetime, to: Iterable[str] | None = None
) -> int:
    """Sends to each recipient once, however often this is called. `to` replaces the recipients of the settings. Returns
    the number sent.
    """
    recipients = recipients_of(profile) if to is None else tuple(to)
    if not recipients:
        return 0
    with in_language(context.server, profile.language, Reader(profile.timezone, profile.sector)):
        report = cache(lambda: make_report(context, profile, week, now))
        return sum(send_one(context, profile, week, recipient, report, now) for recipient in recipients)


def make_report(context: MailContext, profile: Profile, week: Week, now: datetime) -> tuple[Sheet, bytes]:
    sheet = read_sheet(context.database, profile, week, now)
    return sheet, pdf_of(sheet, context.base_url)


def read_sheet(database: Database, profile: Profile, week: Week, now: datetime) -> Sheet:
    """In the current locale."""
    with database.reading() as session:
        facts = gather(session, organization_id=profile.id, timezone=profile.timezone, week=week, now=now)
    return sheet_of(facts, profile.name)


def send_one(
    context: MailContext, profile: Profile, week: Week, recipient: str, report: MakeReport, now: datetime
) -> bool:
    """Locks the delivery while the server accepts the e-mail, so that it is sent again if this process dies before the answer.

    Calls `report` only if the recipient has not received it yet, because the clock calls this all Monday.
    """
    with context.database.transaction() as session:
        delivery = take_delivery(
            session,
            organization_id=profile.id,
            report=REPORT,
            period_start=week.monday,
            recipient=recipient,
        )
        if delivery is None:
            return False
        message = compose(
            *report(),
            sender=context.mail.sender,
            recipient=recipient,
            base_url=context.base_url,
            name=f"{REPORT}.{week.name}.{profile.slug}.{recipient.partition('@')[0]}",
            now=now,
        )
        try:
            send_email(context.mail, message)
        except MailError as error:
            delivery.attempts += 1
            delivery.error = str(error)
            log.warning("weekly sheet not sent organization=%s error=%s", profile.slug, error)
            return False
        delivery.sent_at, delivery.error = now, None
        log.info("weekly sheet sent organization=%s week=%s", profile.slug, week.name)
        return True


def mail_context(env: Environment, database: Database) -> MailContext | None:
    mail = MailSettings.from_environment(env)
    return MailContext(database, mail, public_url(env), translation_app()) if mail else None
