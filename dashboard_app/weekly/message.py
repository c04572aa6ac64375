"""The report as an e-mail: plain text, HTML, and the PDF attached."""

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from flask_babel import gettext as _
from jinja2 import Environment, FileSystemLoader

from dashboard_app.i18n import language_of_page
from dashboard_app.mail.letters import addressed
from dashboard_app.weekly.sheet import Line, Sheet

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


def headings(sheet: Sheet) -> tuple[tuple[str, tuple[Line, ...], str], ...]:
    """The three sections: heading, lines, and the text to show if there are none."""
    return (
        (str(_("Three numbers")), sheet.numbers, ""),
        (str(_("Three calls to hear")), sheet.calls, sheet.nothing_to_hear),
        (
            str(_("Three decisions")),
            sheet.decisions,
            str(_("The figures of this week give no reason for any decision.")),
        ),
    )


def compose(
    sheet: Sheet, pdf: bytes, *, sender: str, recipient: str, base_url: str, name: str, now: datetime
) -> EmailMessage:
    subject = f"{sheet.title} · {sheet.period}"
    message = addressed(subject, sender=sender, recipients=(recipient,), name=name, now=now)
    message.set_content(plain(sheet, base_url))
    message.add_alternative(html(sheet, base_url), subtype="html")
    file = f"{sheet.href.rpartition('=')[2]}.pdf"
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=file)
    return message


def plain(sheet: Sheet, base_url: str) -> str:
    return "\n".join(plain_lines(sheet, base_url)) + "\n"


def plain_lines(sheet: Sheet, base_url: str) -> Iterator[str]:
    yield from (sheet.title, sheet.period, "", sheet.lead)
    if not sheet.is_empty:
        for heading, lines, nothing in headings(sheet):
            yield from ("", heading.upper())
            yield from [] if lines else [nothing]
            for line in lines:
                yield f"- {line.head}{': ' + line.value if line.value else ''}"
                yield f"  {line.text}"
                yield f"  {base_url}{line.href}"
    rules = () if sheet.is_empty else (sheet.rules,)
    yield from ("", base_url + sheet.href, "", *rules, farewell())


def html(sheet: Sheet, base_url: str) -> str:
    """The content of `plain` as HTML, without images, which mail programs block, and with a dark mode."""
    return TEMPLATES.get_template("letter.html").render(
        sheet=sheet,
        base_url=base_url,
        language=language_of_page(),
        parts=[] if sheet.is_empty else headings(sheet),
        see_it=str(_("See the sheet") if sheet.is_empty else _("See it with its calls")),
        farewell=farewell(),
    )


def farewell() -> str:
    return str(_("You get this because your address stands in the settings, under “Weekly sheet”."))
