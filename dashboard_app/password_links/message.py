"""The e-mail with a link: to somebody new, or to somebody who has forgotten their password."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.i18n import language_of_page
from dashboard_app.mail.letters import addressed, letter_templates

TEMPLATES = letter_templates(Path(__file__).parent / "templates")


@dataclass(frozen=True, slots=True)
class Letter:
    """In the current locale."""

    house: str
    title: str
    why: str
    action: str
    until: str
    otherwise: str


def invitation(house: str, email: str, until: datetime) -> Letter:
    return Letter(
        house=house,
        title=str(_("You are invited to AutoBox")),
        why=str(
            _(
                "%(house)s lets you see its calls in AutoBox. You sign in with %(email)s.",
                house=house,
                email=email,
            )
        ),
        action=str(_("Choose your password")),
        until=lasting(until),
        otherwise=str(_("If you do not know what this is about, you need do nothing.")),
    )


def forgotten(house: str, email: str, until: datetime) -> Letter:
    return Letter(
        house=house,
        title=str(_("A new password for AutoBox")),
        why=str(_("Somebody, probably you, has asked for a new password for %(email)s.", email=email)),
        action=str(_("Choose your password")),
        until=lasting(until),
        otherwise=str(_("If it was not you, you need do nothing: your password stays as it is.")),
    )


def lasting(until: datetime) -> str:
    return str(_("The link is good once, until %(moment)s.", moment=formats.brief_moment(until)))


def compose(letter: Letter, *, address: str, sender: str, recipient: str, now: datetime) -> EmailMessage:
    subject, name = f"{letter.title} · {letter.house}", f"password-link.{uuid4().hex}"
    message = addressed(subject, sender=sender, recipients=(recipient,), name=name, now=now)
    lines = (letter.why, "", f"{letter.action}:", address, "", letter.until, letter.otherwise)
    message.set_content("\n".join(lines) + "\n")
    html = TEMPLATES.get_template("password_link.html").render(
        title=letter.title,
        house=letter.house,
        why=letter.why,
        address=address,
        action=letter.action,
        farewell=f"{letter.until} {letter.otherwise}",
        language=language_of_page(),
    )
    message.add_alternative(html, subtype="html")
    return message
