"""Encrypts secrets that must be read again, so that copies of the database alone do not reveal them."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealError(Exception):
    """The value was encrypted with another SECRET_KEY, or is damaged."""


class Seal:
    """Fernet encryption with a key derived from SECRET_KEY by HKDF. Values of one `purpose` cannot be opened for another."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret_key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealError("sealed with another SECRET_KEY, or damaged") from None
