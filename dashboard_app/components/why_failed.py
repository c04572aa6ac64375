"""Why an AI analysis has failed, in the reader's language, and what to do about it."""

from flask_babel import gettext as _

from workers.errors import MESSAGES


def why_failed(error: object) -> str:
    """`error` as it is stored."""
    code = str(error.get("code")) if isinstance(error, dict) else ""
    return str(_(MESSAGES[code]) if code in MESSAGES else _("The analysis has failed."))
