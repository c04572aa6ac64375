"""Generates the secrets with which receivers verify our signatures, in the form of the Standard Webhooks specification."""

import base64
import secrets

from db.sealing import Seal

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification allows 24 to 64
PURPOSE = "secrets of webhooks"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def webhook_seal(secret_key: str) -> Seal:
    return Seal(secret_key, PURPOSE)
