"""Calls that the product believes: streams signed as the carrier signs them, with tokens as the webhook gives them."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bridge.simulators.carrier.signing import sign_upgrade
from bridge.store import Store
from bridge.tokens import Ticket, Tokens

ACCOUNT_SID = "AC" + "7" * 32
AUTH_TOKEN = secrets.token_hex(16)
SECRET_KEY = secrets.token_hex(16)
CALLED = "+34971555000"


@dataclass(slots=True)
class CallList:
    """Each list is written just before it is dialled: tokens are valid for two minutes."""

    folder: Path
    stream_url: str
    redis_url: str
    _lists: int = field(default=0)

    def write(self, count: int) -> Path:
        tokens = Tokens(SECRET_KEY, Store(self.redis_url))
        signature = sign_upgrade(self.stream_url, AUTH_TOKEN)
        self._lists += 1
        path = self.folder / f"calls-{self._lists}"
        path.write_text("".join(f"{_call(tokens)}\t{signature}\n" for _ in range(count)))
        return path


def _call(tokens: Tokens) -> str:
    call_sid = "CA" + secrets.token_hex(16)
    ticket = Ticket(call_sid, "inbound", f"+346{secrets.randbelow(10**8):08}", CALLED, is_recorded=True)
    return f"{call_sid}\t{tokens.issue(ticket)}"
