"""Callbacks that a browser has sent, sent again one after the other: what each costs by itself, without those that come at the same time.

Each time the period is another one, so that no answer has been given before."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

CALLBACK = "/_dash-update-component"


class Sent:
    """One of each kind: a callback of a page with a query."""

    def __init__(self, page: Page) -> None:
        self.bodies: dict[tuple[str, str], str] = {}
        page.on("request", self._keep)

    def _keep(self, request: Request) -> None:
        if request.url.endswith(CALLBACK) and request.post_data:
            address = request.headers.get("referer", "")
            output = json.loads(request.post_data).get("output", "")
            self.bodies[output, address] = request.post_data


def replay(address: str, token: str, sent: Sent, rounds: int) -> None:
    parts = urlsplit(address)
    line = HTTPConnection(parts.hostname or "", parts.port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for (_output, referer), body in sent.bodies.items():
        for place in range(1, rounds + 1):
            shifted = json.dumps(earlier(json.loads(body), place))
            line.request("POST", CALLBACK, shifted, headers | {"Referer": referer})
            line.getresponse().read()
    line.close()


def earlier(value: Any, days: int) -> Any:
    """The same with every period `days` days before."""
    if isinstance(value, dict):
        return dict(moved(value, days))
    return [earlier(one, days) for one in value] if isinstance(value, list) else value


def moved(value: dict[str, Any], days: int) -> Iterator[tuple[str, Any]]:
    for name, one in value.items():
        if name in {"from", "to"} and isinstance(one, str) and one:
            yield name, (date.fromisoformat(one) - timedelta(days=days)).isoformat()
        else:
            yield name, earlier(one, days)
