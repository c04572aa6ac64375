"""Callbacks that a browser has sent, sent again one after the other: what each costs by itself, without those that come at the same time.

Each time the period is another one, so that no answer has been given before."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page, Request

CALLBACK = "/_dash-update-component"


class Sent:
    """One of each kind: a callback of a page with a query."""

    def __init__(self, page: Page) -> None:
        self.bodies: dict[tuple[str, str], str] = {}
        page.on("request", self._keep)

    def _keep(self, request: Request) -> None:
        if CALLBACK in request.url and request.post_data:
            output = json.loads(request.post_data).get("output", "")
            self.bodies[output, request.frame.url] = request.post_data


def replay(page: Page, sent: Sent, rounds: int) -> None:
    """With the browser's cookies, but not by the page: nothing is drawn meanwhile."""
    page.goto("about:blank")
    for (_output, address), body in dict(sent.bodies).items():
        for place in range(1, rounds + 1):
            shifted = json.dumps(earlier(json.loads(body), place))
            headers = {"Content-Type": "application/json", "Referer": address}
            answer = page.request.post(CALLBACK, data=shifted, headers=headers)
            if not answer.ok:
                raise RuntimeError(f"{answer.status} for {_output} of {address}: {answer.text()[:200]}")
            answer.dispose()


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
