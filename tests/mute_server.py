"""A server that accepts connections and answers nothing, as one does whose process stands still."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class MuteServer:
    listener: socket.socket

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}"

    def connections(self) -> int:
        """How many have come since this was asked last."""
        found = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                self.listener.accept()[0].close()
                found += 1
        return found


@contextlib.contextmanager
def mute_server() -> Iterator[MuteServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield MuteServer(listener)
