"""Check for `flask doctor`: does the mail server take what we would send?"""

import smtplib

from dashboard_app.mail.settings import MailSettings
from dashboard_app.mail.smtp import connection
from db.doctor import Finding
from db.environment import Environment


def examine_mail(env: Environment) -> Finding:
    """Connects and signs in as for an e-mail, and sends none."""
    settings = MailSettings.from_environment(env)
    if settings is None:
        return Finding("e-mail", True, "no server (SMTP_HOST): no reports, alerts and password links go out")
    where = f"{settings.host}:{settings.port}"
    try:
        with connection(settings) as server:
            server.noop()
    except smtplib.SMTPAuthenticationError:
        return Finding("e-mail", False, f"{where} rejects SMTP_USER and SMTP_PASSWORD.")
    except (smtplib.SMTPException, OSError) as error:
        advice = "Check SMTP_HOST, SMTP_PORT, SMTP_SECURITY and the network."
        return Finding("e-mail", False, f"{where} does not answer ({type(error).__name__}). {advice}")
    return Finding("e-mail", True, f"{where} takes e-mails of {settings.sender}")
