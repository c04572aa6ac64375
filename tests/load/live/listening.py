"""Plain sockets of browsers, all read in one process: `ADDRESS TOKEN SOCKETS hearing|asking`. Says when they are open, and at the end what
came when: at the socket, or, of browsers that ask for the page's new content as ours do, in the answer."""

import asyncio
import json
import re
import sys
import time
from collections import defaultdict

from aiohttp import ClientSession, TCPConnector
from websockets.asyncio.client import ClientConnection, connect

OPENED_AT_ONCE = 25
CALM_SECONDS = 0.3  # as in `assets/03_page_refresh.js`
ON_THE_BOARD = re.compile(r"board-([0-9a-f-]{36})")

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


async def listen(address: str, token: str, sockets: int, *, is_asking: bool) -> Heard:
    heard: Heard = defaultdict(list)
    url = address.replace("http", "ws", 1) + "/ws/metrics"
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    headers = {"Authorization": f"Bearer {token}"}

    async def dial() -> ClientConnection:
        async with gate:
            return await connect(url, additional_headers=headers, compression=None, open_timeout=60)

    lines = await asyncio.gather(*(dial() for _ in range(sockets)))
    async with ClientSession(address, headers=headers, connector=TCPConnector(limit=0)) as pages:
        readers = [
            asyncio.create_task(look(line, Page(pages, heard)) if is_asking else read(line, heard))
            for line in lines
        ]
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


async def look(line: ClientConnection, page: "Page") -> None:
    """As `assets/03_page_refresh.js` does: at an event the page reads anew, at most once in a while."""
    async with asyncio.TaskGroup() as asking:
        async for frame in line:
            if (event := json.loads(frame))["type"] == "ping":
                continue
            page.hear(event["id"])
            if page.may_plan():
                asking.create_task(page.ask())


class Page:
    """What one browser has seen on `/live`."""

    def __init__(self, pages: ClientSession, heard: Heard) -> None:
        self._pages, self._heard = pages, heard
        self._seen: set[str] = set()
        self._asked_at, self._ticks = 0.0, 0
        self._is_planned, self._newest = False, 0
        self._turn = asyncio.Lock()  # it does not ask again before it has been told

    def hear(self, event_id: int) -> None:
        self._newest = max(self._newest, event_id)

    def may_plan(self) -> bool:
        is_first, self._is_planned = not self._is_planned, True
        return is_first

    async def ask(self) -> None:
        async with self._turn:
            await asyncio.sleep(self._asked_at + CALM_SECONDS - time.time())
            await self._ask()

    async def _ask(self) -> None:
        self._asked_at, self._is_planned, self._ticks = time.time(), False, self._ticks + 1
        said = {"tick": self._ticks, "heard": self._newest}
        inputs = [("live-said", "data", said), ("live-wall", "data", False)]
        body = {
            "output": "live-board.children",
            "outputs": {"id": "live-board", "property": "children"},
            "inputs": [{"id": one, "property": name, "value": value} for one, name, value in inputs],
            "changedPropIds": ["live-said.data"],
            "parsedChangedPropsIds": ["live-said.data"],
        }
        async with self._pages.post("/_dash-update-component", json=body) as answer:
            text = await answer.text()
        at = time.time()
        for call in set(ON_THE_BOARD.findall(text)) - self._seen:
            self._seen.add(call)
            self._heard[call].append(at)


if __name__ == "__main__":
    found = asyncio.run(listen(sys.argv[1], sys.argv[2], int(sys.argv[3]), is_asking=sys.argv[4] == "asking"))
    sys.stdout.write(json.dumps(found) + "\n")
