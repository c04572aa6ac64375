"""Plain sockets of browsers, all read in one process: `ADDRESS TOKEN SOCKETS`. Says when they are open, and at the end what came when."""

import asyncio
import json
import sys
import time
from collections import defaultdict

from websockets.asyncio.client import ClientConnection, connect

OPENED_AT_ONCE = 25

Heard = dict[str, list[float]]


def arrivals(committed: dict[str, float], heard: Heard, sockets: int) -> str:
    """Of each fact at each socket."""
    taken = sorted(
        (at - committed[call]) * 1000
        for call, moments in heard.items()
        for at in moments
        if call in committed
    )
    lost = len(committed) * sockets - len(taken)
    p50, p95, p99 = (taken[min(int(len(taken) * share), len(taken) - 1)] for share in (0.5, 0.95, 0.99))
    return (
        f"{sockets:>4} sockets, {len(committed)} facts: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms,"
        f" worst {taken[-1]:.1f} ms, lost {lost} of {len(committed) * sockets}"
    )


async def listen(address: str, token: str, sockets: int) -> Heard:
    heard: Heard = defaultdict(list)
    url = address.replace("http", "ws", 1) + "/ws/metrics"
    gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def dial() -> ClientConnection:
        async with gate:
            return await connect(
                url,
                additional_headers={"Authorization": f"Bearer {token}"},
                compression=None,
                open_timeout=60,
            )

    lines = await asyncio.gather(*(dial() for _ in range(sockets)))
    readers = [asyncio.create_task(read(line, heard)) for line in lines]
    sys.stdout.write("open\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    for reader in readers:
        reader.cancel()
    for line in lines:
        line.transport.abort()
    return heard


async def read(line: ClientConnection, heard: Heard) -> None:
    async for frame in line:
        at = time.time()
        event = json.loads(frame)
        if event["type"] == "call.started":
            heard[event["conversation_id"]].append(at)


if __name__ == "__main__":
    found = asyncio.run(listen(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    sys.stdout.write(json.dumps(found) + "\n")
