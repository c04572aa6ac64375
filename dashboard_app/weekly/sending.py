"""Sends the weekly report once, on Monday from seven o'clock on the organization's own clock."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from rq.timeouts import BaseTimeoutException

from dashboard_app.mail.context import MailContext, mail_context
from dashboard_app.mail.language import Reader, in_language
from dashboard_app.mail.smtp import MailError, send_email
from dashboard_app.weekly.gathering import gather
from dashboard_app.weekly.message import compose
from dashboard_app.weekly.pdf import pdf_of
from dashboard_app.weekly.sheet import Sheet, sheet_of
from dashboard_app.weekly.weeks import Week, last_week
from db.actions.reports import take_delivery
from db.database import Database
from db.queries.organizations import Profile, profiles
from db.reporting import read_report_rules

log = logging.getLogger(__name__)
REPORT = "weekly"
MONDAY, SEVEN = 0, time(7)
MakeReport = Callable[[], tuple[Sheet, bytes]]


def send_due(env: Mapping[str, str]) -> int:
    """Called by the clock. Returns the number of e-mails sent. Does nothing without a mail server."""
    with mail_context(env) as context:
        return send_all(context, datetime.now(UTC)) if context else 0


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
    with in_language(profile.language, Reader(profile.timezone, profile.sector)):
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
