"""Sends the e-mails with links that set a password. Worker jobs, referenced by name."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from dashboard_app.i18n import LANGUAGES
from dashboard_app.mail.context import MailContext, mail_context
from dashboard_app.mail.language import Reader, in_language
from dashboard_app.mail.smtp import send_email
from dashboard_app.password_links import message
from dashboard_app.password_links.address import link_address
from db.actions.password_links import (
    FORGOTTEN_LIVES,
    INVITATION_LIVES,
    LinkOwner,
    had_enough_links,
    link_owner,
    make_link,
)
from db.environment import ConfigurationError
from db.queries.organizations import profile_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """How long a link lives, and the words that it comes with."""

    lives: timedelta
    words: Callable[[str, str, datetime], message.Letter]


INVITATION = Kind(INVITATION_LIVES, message.invitation)
FORGOTTEN = Kind(FORGOTTEN_LIVES, message.forgotten)


def invite(env: Mapping[str, str], user_id: UUID) -> bool:
    with needed_mail_context(env) as context:
        return send_invitation(context, user_id, datetime.now(UTC))


def send_link(env: Mapping[str, str], user_id: UUID, language: str) -> bool:
    with needed_mail_context(env) as context:
        return send_forgotten(context, user_id, language, datetime.now(UTC))


@contextmanager
def needed_mail_context(env: Mapping[str, str]) -> Iterator[MailContext]:
    """Raises ConfigurationError without a mail server: somebody waits for this e-mail, so the job must not end in silence."""
    with mail_context(env) as context:
        if context is None:
            raise ConfigurationError(
                "SMTP_HOST is not set here: workers need the variables of the web process"
            )
        yield context


def send_invitation(context: MailContext, user_id: UUID, now: datetime) -> bool:
    """In the organization's language. Returns whether it was sent: not to who has a password already, or is gone. Raises MailError."""
    with context.database.transaction() as session:
        owner = link_owner(session, user_id)
        if owner is None or not owner.is_new:
            return False
        write_to(owner, INVITATION, "", context, session, now)
    log.info("invitation sent user=%s", user_id)
    return True


def send_forgotten(context: MailContext, user_id: UUID, language: str, now: datetime) -> bool:
    """In the language of the page where it was asked for. Returns whether it was sent: not to nobody, and not once more to who got
    several a moment ago. Raises MailError.
    """
    with context.database.transaction() as session:
        owner = link_owner(session, user_id)
        if owner is None:
            return False
        if had_enough_links(session, user_id=user_id, now=now):
            log.warning("password link not sent, several were lately user=%s", user_id)
            return False
        write_to(owner, FORGOTTEN, language, context, session, now)
    log.info("password link sent user=%s", user_id)
    return True


def write_to(
    owner: LinkOwner, kind: Kind, language: str, context: MailContext, session: Any, now: datetime
) -> None:
    """The link counts once the transaction ends, after the server has accepted the e-mail: one that was not sent leaves nothing."""
    token = make_link(session, user_id=owner.user_id, lives=kind.lives, now=now)
    profile = profile_of(session, owner.organization_id)
    spoken = language if language in LANGUAGES else profile.language
    with in_language(spoken, Reader(profile.timezone, profile.sector)):
        letter = message.compose(
            kind.words(profile.name, owner.email, now + kind.lives),
            address=link_address(context.base_url, token, spoken),
            sender=context.mail.sender,
            recipient=owner.email,
            now=now,
        )
    send_email(context.mail, letter)
