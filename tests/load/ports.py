"""Ports of loopback for servers that a test starts."""

import contextlib
import random
import socket
from pathlib import Path

LOWEST = 15_000


def free_port() -> int:
    """None that the system gives to clients: it must still be free when a server that has yet to start asks for it."""
    clients_from = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    for port in random.SystemRandom().sample(range(LOWEST, max(clients_from, LOWEST + 5_000)), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("a hundred ports, and none is free")


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
