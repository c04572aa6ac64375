"""Sends opened and resolved alerts to subscribers in one e-mail. A worker job, referenced by name."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dashboard_app.alerting.message import Entry, compose, entry
from dashboard_app.mail.context import MailContext, mail_context
from dashboard_app.mail.language import Reader, in_language
from dashboard_app.mail.smtp import send_email
from db.actions.alerts import claim_unsent_alerts
from db.alerting import read_alert_rules
from db.queries.alerts import email_state_of
from db.queries.organizations import Profile, profile_of
from workers.watch.announcing import due, word
from workers.watch.organization_state import hours_of
from workers.watch.stretches import Calendar

log = logging.getLogger(__name__)
SHOWN = ("rule", "subject", "severity", "opened_at", "resolved_at", "resolution", "evidence")


def send(env: Mapping[str, str], organization_id: UUID) -> int:
    """Returns the number of alerts sent, 0 without a mail server. Raises MailError if the server refuses, so that the
    job is retried.
    """
    with mail_context(env) as context:
        return send_pending(context, organization_id, datetime.now(UTC)) if context else 0


def send_pending(context: MailContext, organization_id: UUID, now: datetime) -> int:
    """Returns the number of alerts sent. Locks them while the server accepts the e-mail, so that they are not sent twice."""
    with context.database.transaction() as session:
        profile = profile_of(session, organization_id)
        recipients = read_alert_rules(profile.settings).recipients
        calendar = Calendar(ZoneInfo(profile.timezone), hours_of(profile))
        claimed = [
            one
            for one in claim_unsent_alerts(session, organization_id=organization_id)
            if due(email_state_of(one), calendar, now)
        ]
        with in_language(profile.language, Reader(profile.timezone, profile.sector)):
            entries = [entry(shown(one), said) for one in claimed if (said := word(email_state_of(one)))]
            if entries and recipients:
                send_email(context.mail, alert_email(context, profile, recipients, entries, claimed, now))
                log.info("alerts sent organization=%s alerts=%d", profile.slug, len(entries))
        for one in claimed:
            is_unwanted = one.told_at is None and one.acknowledged_at is not None
            one.told_at = one.told_at or now
            one.end_told_at = now if one.resolved_at or is_unwanted else None
        return len(entries)


def alert_email(
    context: MailContext,
    profile: Profile,
    recipients: tuple[str, ...],
    entries: list[Entry],
    claimed: list[Any],
    now: datetime,
) -> Any:
    about = " ".join(f"{one.id}{one.resolved_at}" for one in claimed)
    return compose(
        entries,
        house=profile.name,
        sender=context.mail.sender,
        recipients=recipients,
        base_url=context.base_url,
        name=f"alerts.{sha256(about.encode()).hexdigest()[:24]}",
        now=now,
    )


def shown(alert: Any) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in SHOWN}
