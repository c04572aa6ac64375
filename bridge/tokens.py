"""The token of a media stream: issued with the webhook's answer, presented by the carrier when the stream starts.

It is signed, valid for one call, once, and not after the call's end: a carrier that repeats a webhook has two. It carries what the
stream must know about the call, so any voice process can accept the stream without asking a database.
"""

import base64
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from bridge.errors import UntrustedRequestError
from bridge.store import Store
from db.call_memory import key_of_call

VALID_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ticket:
    call_sid: str
    direction: str
    caller: str
    called: str
    is_test: bool = False
    is_simulated: bool = False
    turns: int = 0  # number of turns before this stream, if the call continues
    resumes: str = ""  # a value of resumption.Resumes
    member: str = ""  # the user whose browser is the telephone; empty for a carrier's call
    is_recorded: bool = False  # the caller has heard the recording notice


def claims_of(ticket: Ticket) -> dict[str, Any]:
    """Defaults are omitted: the carrier allows 500 characters per parameter, including its name."""
    values = {one.name: getattr(ticket, one.name) for one in fields(ticket)}
    defaults = {one.name: one.default for one in fields(ticket) if one.default is not MISSING}
    return {name: value for name, value in values.items() if name not in defaults or value != defaults[name]}


def ticket_of(claims: Mapping[str, Any]) -> Ticket:
    """Passes over what a newer version of this program has added: processes are replaced one by one."""
    known = {one.name for one in fields(Ticket)}
    return Ticket(**{name: value for name, value in claims.items() if name in known})


class Tokens:
    def __init__(self, secret_key: str, store: Store) -> None:
        self._key = hmac.digest(secret_key.encode(), b"media stream", "sha256")
        self._store = store

    def issue(self, ticket: Ticket) -> str:
        claims = {
            **claims_of(ticket),
            "expires": time.time() + VALID_SECONDS,
            "nonce": secrets.token_urlsafe(9),
        }
        body = _encode(json.dumps(claims, separators=(",", ":")).encode())
        return f"{body}.{self._signature(body)}"

    def redeem(self, token: str, call_sid: str, member: str = "") -> Ticket:
        """Returns the ticket, once. Raises UntrustedRequestError with the reason. Carriers cannot use a browser's token, browsers cannot
        use a carrier's, and members cannot use each other's. Who is refused has not used it: the call that it was given is not lost.
        """
        claims = self._claims(token)
        expires, nonce = claims.pop("expires"), claims.pop("nonce")
        ticket = ticket_of(claims)
        if ticket.call_sid != call_sid:
            raise UntrustedRequestError("the token is of another call")
        if ticket.member != member:
            raise UntrustedRequestError("the token is of somebody else's call")
        if expires < time.time():
            raise UntrustedRequestError("the token has expired")
        ended_at = self._store.get(key_of_call(call_sid, "over"))
        if ended_at is not None and expires - VALID_SECONDS <= float(ended_at):
            raise UntrustedRequestError("the call is over")
        if not self._store.claim(f"stream-token:{nonce}", VALID_SECONDS):
            raise UntrustedRequestError("the token has been used")
        return ticket

    def has_ended(self, call_sid: str) -> bool:
        """Known for two minutes: a webhook that the carrier repeats comes within them."""
        return self._store.get(key_of_call(call_sid, "over")) is not None

    def end_call(self, call_sid: str) -> None:
        """No token that this call has been given so far is good any more."""
        self._store.put(key_of_call(call_sid, "over"), str(time.time()), VALID_SECONDS)

    def _claims(self, token: str) -> dict[str, Any]:
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            raise UntrustedRequestError("the token is not one of ours")
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return claims

    def _signature(self, body: str) -> str:
        return _encode(hmac.digest(self._key, body.encode(), "sha256"))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
