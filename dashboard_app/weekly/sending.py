"""Sends the weekly report once, on Monday from seven o'clock on the organization's own clock."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from flask import Flask
from pydantic import ValidationError

from dashboard_app.settings import public_url
from dashboard_app.weekly.gathering import gather
from dashboard_app.weekly.mail_settings import MailSettings
from dashboard_app.weekly.message import compose
from dashboard_app.weekly.pdf import pdf_of
from dashboard_app.weekly.post import MailError, post
from dashboard_app.weekly.sheet import Sheet, sheet_of
from dashboard_app.weekly.speaking import Reader, speaker, speaking
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
Made = Callable[[], tuple[Sheet, bytes]]


@dataclass(frozen=True, slots=True)
class Office:
    """What sending takes."""

    database: Database
    mail: MailSettings
    base_url: str
    server: Flask


def send_due(env: Mapping[str, str]) -> int:
    """What the clock calls; how many went out. Without a mail server it does nothing."""
    mail = MailSettings.from_environment(env)
    if mail is None:
        return 0
    database = Database(DbSettings.from_environment(env))
    try:
        return send_all(Office(database, mail, public_url(env), speaker()), datetime.now(UTC))
    finally:
        database.close()


def send_all(office: Office, now: datetime) -> int:
    with office.database.reading() as session:
        due = [one for one in profiles(session) if is_due(now.astimezone(ZoneInfo(one.timezone)))]
    return sum(send_week(office, one, last_week(now.astimezone(ZoneInfo(one.timezone))), now) for one in due)


def is_due(local: datetime) -> bool:
    """All Monday from seven on: a server that was down at seven still sends."""
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
    office: Office, profile: Profile, week: Week, now: datetime, to: Iterable[str] | None = None
) -> int:
    """To each recipient once, however often this is called; `to` in place of those of the settings."""
    recipients = recipients_of(profile) if to is None else tuple(to)
    if not recipients:
        return 0
    with speaking(office.server, profile.language, Reader(profile.timezone, profile.sector)):
        made = cache(lambda: make(office, profile, week, now))
        return sum(send_one(office, profile, week, recipient, made, now) for recipient in recipients)


def make(office: Office, profile: Profile, week: Week, now: datetime) -> tuple[Sheet, bytes]:
    sheet = read_sheet(office.database, profile, week, now)
    return sheet, pdf_of(sheet, office.base_url)


def read_sheet(database: Database, profile: Profile, week: Week, now: datetime) -> Sheet:
    """In the language that is being spoken."""
    with database.reading() as session:
        facts = gather(session, organization_id=profile.id, timezone=profile.timezone, week=week, now=now)
    return sheet_of(facts, profile.name)


def send_one(office: Office, profile: Profile, week: Week, recipient: str, made: Made, now: datetime) -> bool:
    """The delivery is held while the server takes the e-mail: a process that dies before its answer tries again.

    The sheet is made only for somebody who has not got it: the clock asks all Monday.
    """
    with office.database.transaction() as session:
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
            *made(),
            sender=office.mail.sender,
            recipient=recipient,
            base_url=office.base_url,
            name=f"{REPORT}.{week.name}.{profile.slug}.{recipient.partition('@')[0]}",
            now=now,
        )
        try:
            post(office.mail, message)
        except MailError as error:
            delivery.attempts += 1
            delivery.error = str(error)
            log.warning("weekly sheet not sent organization=%s error=%s", profile.slug, error)
            return False
        delivery.sent_at, delivery.error = now, None
        log.info("weekly sheet sent organization=%s week=%s", profile.slug, week.name)
        return True


def office_of(env: Environment, database: Database) -> Office | None:
    mail = MailSettings.from_environment(env)
    return Office(database, mail, public_url(env), speaker()) if mail else None
