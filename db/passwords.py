"""Hashes and verifies passwords with argon2id. A wrong guess takes the same time whether or not the address exists."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
# Each hash takes 64 MiB: a burst of sign-ins waits here instead of taking the machine's memory.
HASHING = threading.BoundedSemaphore(2)
# Hash of a discarded random password, against which guesses for unknown addresses are checked.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$kS48z10x60yfIsSn2pIOtg$fofOCRmnc1axu+cwWQ7UjfIa9Yu/Xlj3gPkmT3eZQ+U"


def hash_password(password: str) -> str:
    with HASHING:
        return HASHER.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """False for None too, after the same work."""
    with HASHING:
        try:
            HASHER.verify(password_hash or NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None
