"""Whether an e-mail can be addressed to what somebody has typed. Whether anybody reads it there, only the e-mail shows."""

from email.errors import MessageError
from email.message import EmailMessage


def is_mail_address(text: str) -> bool:
    """False for several addresses, and for what an e-mail would be addressed to in part, or not at all."""
    message = EmailMessage()
    try:
        message["To"] = text
        found = [one.addr_spec for one in message["To"].addresses]
    except (
        ValueError,
        MessageError,
        AttributeError,
        IndexError,
    ):  # Python's parser breaks on some, such as `ana@[`
        return False
    return "@" in text and text.isprintable() and found == [text]
