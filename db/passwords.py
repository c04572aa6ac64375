"""Passwords as argon2id hashes. A guess costs the same time whether or not anybody has that address."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
# Each hash takes 64 MiB: a burst of sign-ins waits here instead of taking the machine's memory.
AT_ONCE = threading.BoundedSemaphore(2)
# Of a random password that was thrown away: what a guess at an unknown address is checked against.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$kS48z10x60yfIsSn2pIOtg$fofOCRmnc1axu+cwWQ7UjfIa9Yu/Xlj3gPkmT3eZQ+U"


def hash_password(password: str) -> str:
    with AT_ONCE:
        return HASHER.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """False for None too, after the same work."""
    with AT_ONCE:
        try:
            HASHER.verify(password_hash or NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None
