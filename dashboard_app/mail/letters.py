"""What all e-mails have in common: their headers, and the frame of those of a few lines and one button."""

from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

PRODUCT = "AutoBox Voice Analytics"
FRAMES = Path(__file__).parent / "templates"


def addressed(
    subject: str, *, sender: str, recipients: Iterable[str], name: str, now: datetime
) -> EmailMessage:
    """An e-mail without content. `name` determines the Message-ID, so that mail programs show an accidental duplicate only once.

    Names that people give are part of the subject: one with a line break would be refused, and with it every e-mail that it is in.
    """
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = Address(PRODUCT, addr_spec=sender)
    message["To"] = ", ".join(recipients)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def letter_templates(folder: Path) -> Environment:
    """Templates of a folder; those that extend `short_letter.html` fill in its `content`."""
    return Environment(loader=FileSystemLoader([folder, FRAMES]), autoescape=True)
