"""One e-mail about opened and resolved alerts, each with its evidence and a link to its calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.alerting import wording
from dashboard_app.i18n import language_of_page
from dashboard_app.mail.letters import addressed, letter_templates
from workers.watch.announcing import Word

TEMPLATES = letter_templates(Path(__file__).parent / "templates")
Alert = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    when: str
    facts: Sequence[str]
    is_critical: bool
    is_over: bool


def entry(alert: Alert, word: Word) -> Entry:
    since = formats.brief_moment(alert["opened_at"])
    if word == "opened":
        when = _("since %(moment)s", moment=since)
    else:
        when = _("from %(since)s to %(until)s", since=since, until=formats.brief_moment(alert["resolved_at"]))
    facts = [*wording.facts(alert)]
    if word == "opened" and wording.advice(alert):
        facts.append(wording.advice(alert))
    is_over = word != "opened"
    if is_over:
        facts = [wording.resolution(alert)]
    return Entry(wording.title(alert), str(when), facts, alert["severity"] == "critical", is_over)


def subject(entries: Sequence[Entry], house: str) -> str:
    """The title of the alert if there is one; the counts if there are several."""
    if len(entries) == 1:
        said = _("Over: %(title)s", title=entries[0].title) if entries[0].is_over else entries[0].title
    else:
        opened = sum(not one.is_over for one in entries)
        said = _("%(opened)s alerts opened, %(over)s over", opened=opened, over=len(entries) - opened)
    return f"{said} · {house}"


def compose(
    entries: Sequence[Entry],
    *,
    house: str,
    sender: str,
    recipients: Sequence[str],
    base_url: str,
    name: str,
    now: datetime,
) -> EmailMessage:
    message = addressed(subject(entries, house), sender=sender, recipients=recipients, name=name, now=now)
    if any(one.is_critical and not one.is_over for one in entries):
        message["X-Priority"] = "1"
    message.set_content("\n".join(plain_lines(entries, house, base_url)) + "\n")
    html = TEMPLATES.get_template("alerts.html").render(
        entries=entries,
        house=house,
        title=subject(entries, house),
        address=f"{base_url}/alerts",
        language=language_of_page(),
        action=str(_("See it with its calls")),
        farewell=farewell(),
    )
    message.add_alternative(html, subtype="html")
    return message


def plain_lines(entries: Sequence[Entry], house: str, base_url: str) -> Iterator[str]:
    yield house
    for one in entries:
        head = _("Over: %(title)s", title=one.title) if one.is_over else one.title
        yield from ("", f"- {head} ({one.when})")
        yield from (f"  {fact}" for fact in one.facts)
    yield from ("", f"{base_url}/alerts", "", farewell())


def farewell() -> str:
    return str(_("You get this because your address stands in the settings, under “Alerts”."))
