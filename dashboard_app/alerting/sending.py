"""Sends opened and resolved alerts to subscribers in one e-mail. A worker job, referenced by name."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dashboard_app.alerting.message import Entry, compose, entry
from dashboard_app.settings import public_url
from dashboard_app.weekly.mail_settings import MailSettings
from dashboard_app.weekly.post import post
from dashboard_app.weekly.speaking import Reader, speaker, speaking
from db.actions.alerts import claim_unsent_alerts
from db.alerting import read_alert_rules
from db.database import Database
from db.queries.alerts import email_state_of
from db.queries.organizations import Profile, profile_of
from db.settings import DbSettings
from workers.watch.organization_state import hours_of
from workers.watch.stretches import Calendar
from workers.watch.telling import due, word

log = logging.getLogger(__name__)
SHOWN = ("rule", "subject", "severity", "opened_at", "resolved_at", "resolution", "evidence")


@dataclass(frozen=True, slots=True)
class Office:
    """What sending requires."""

    database: Database
    mail: MailSettings
    base_url: str


def send(env: Mapping[str, str], organization_id: UUID) -> int:
    """The number of alerts announced. Raises MailError if the server refuses, so that the job is retried."""
    mail = MailSettings.from_environment(env)
    if mail is None:
        return 0
    database = Database(DbSettings.from_environment(env))
    try:
        return tell(Office(database, mail, public_url(env)), organization_id, datetime.now(UTC))
    finally:
        database.close()


def tell(office: Office, organization_id: UUID, now: datetime) -> int:
    """Locks the alerts while the server accepts the e-mail, so that they are not announced twice."""
    with office.database.transaction() as session:
        profile = profile_of(session, organization_id)
        recipients = read_alert_rules(profile.settings).recipients
        calendar = Calendar(ZoneInfo(profile.timezone), hours_of(profile))
        taken = [
            one
            for one in claim_unsent_alerts(session, organization_id=organization_id)
            if due(email_state_of(one), calendar, now)
        ]
        with speaking(speaker(), profile.language, Reader(profile.timezone, profile.sector)):
            entries = [entry(shown(one), said) for one in taken if (said := word(email_state_of(one)))]
            if entries and recipients:
                post(office.mail, letter(office, profile, recipients, entries, taken, now))
                log.info("alerts told organization=%s alerts=%d", profile.slug, len(entries))
        for one in taken:
            is_unwanted = one.told_at is None and one.acknowledged_at is not None
            one.told_at = one.told_at or now
            one.end_told_at = now if one.resolved_at or is_unwanted else None
        return len(entries)


def letter(
    office: Office,
    profile: Profile,
    recipients: tuple[str, ...],
    entries: list[Entry],
    taken: list[Any],
    now: datetime,
) -> Any:
    about = " ".join(f"{one.id}{one.resolved_at}" for one in taken)
    return compose(
        entries,
        house=profile.name,
        sender=office.mail.sender,
        recipients=recipients,
        base_url=office.base_url,
        name=f"alerts.{sha256(about.encode()).hexdigest()[:24]}",
        now=now,
    )


def shown(alert: Any) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in SHOWN}
