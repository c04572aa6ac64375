"""E-mails of a few lines and one button: their common frame, and what sending them needs."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from dashboard_app.weekly.mail_settings import MailSettings
from db.database import Database

FRAMES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class MailContext:
    """Everything needed to send an e-mail with links to the pages."""

    database: Database
    mail: MailSettings
    base_url: str


def letter_templates(folder: Path) -> Environment:
    """Templates of a folder; those that extend `short_letter.html` fill in its `content`."""
    return Environment(loader=FileSystemLoader([folder, FRAMES]), autoescape=True)
