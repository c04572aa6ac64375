"""One answer for many browsers: when a call changes, every open page sends the same request at once. See `coalescing`."""

import json
import re
from collections.abc import Hashable
from typing import Any

from flask import Flask, Response, current_app, g, request

from dashboard_app.access.members import member
from dashboard_app.callback_form import is_well_formed
from dashboard_app.coalescing import Answer, Rounds
from dashboard_app.i18n import language_of_page
from dashboard_app.live.hub import Hub

CALLBACK = "/_dash-update-component"
PATTERN_ID = re.compile(r'^\{.*"type":"(?P<type>[^"]+)"\}\.(?P<property>\w+)$')  # keys are sorted
KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Vary")
_ticks: dict[str, frozenset[str]] = {}  # by callback: inputs that only mean «refresh»


def share(output: str, *ticks: str) -> None:
    """Marks a callback by its `output`; of ids by pattern, their type stands for the id. The answer may depend on organization,
    role, language, and all other inputs.
    """
    _ticks[output] = frozenset(ticks)


def init_app(server: Flask) -> None:
    """Joins after the gate, which identifies the reader, but notes before it whether an event caused the request.

    Answers are kept compressed, as sent: the handler registered first sees a response last.
    """
    sharing = Sharing()
    server.before_request_funcs.setdefault(None, []).insert(0, note_reason)
    server.before_request(sharing.join)
    server.after_request_funcs.setdefault(None, []).insert(0, sharing.keep)
    server.teardown_request(sharing.give_up)


def note_reason() -> None:
    body: Any = request.get_json(silent=True) if request.path == CALLBACK else None
    ticks = ticks_of(body)
    g.asks_because_of_event = ticks is not None and heard(body, ticks) is not None


class Sharing:
    def __init__(self) -> None:
        self._rounds = Rounds()

    def join(self) -> Response | None:
        asked_now = question() if request.path == CALLBACK and "member" in g else None
        if asked_now is None:
            return None
        key, reason = asked_now
        hub: Hub = current_app.extensions["live_hub"]
        found = self._rounds.join(key, heard=reason, seen=hub.cursor)
        if found is None:
            return None
        if not found.is_over:
            g.shared_round = (key, found)
            return None
        return Response(found.answer.body, headers=[*found.answer.headers]) if found.answer else None

    def keep(self, response: Response) -> Response:
        if "shared_round" in g and response.status_code == 200 and not response.is_streamed:
            kept = tuple((name, response.headers[name]) for name in KEPT_HEADERS if name in response.headers)
            key, mine = g.pop("shared_round")
            self._rounds.end(key, mine, Answer(response.get_data(), kept))
        return response

    def give_up(self, _error: BaseException | None) -> None:
        if "shared_round" in g:
            key, mine = g.pop("shared_round")
            self._rounds.end(key, mine, None)


def question() -> tuple[Hashable, int | None] | None:
    """The request, its reader, and the event that caused it; None for callbacks that are not shared."""
    body: Any = request.get_json(silent=True)
    ticks = ticks_of(body)
    if ticks is None:
        return None
    who, packs = member(), request.accept_encodings["gzip"] > 0
    key = (body["output"], who.organization_id, who.role, language_of_page(), packs, asked(body, ticks))
    return key, heard(body, ticks)


def ticks_of(body: Any) -> frozenset[str] | None:
    """None if the callback is not shared, or nothing that calls back."""
    return _ticks.get(kind_of(body["output"])) if is_well_formed(body) else None


def kind_of(output: str) -> str:
    """`{"id":"…","type":"board-chart"}.children` is one of `board-chart.children`."""
    found = PATTERN_ID.match(output)
    return f"{found['type']}.{found['property']}" if found else output


def heard(body: dict[str, Any], ticks: frozenset[str]) -> int | None:
    """The event a page names in its tick (`assets/03_page_refresh.js`). None if something else triggered the request as well."""
    reasons = set(body.get("changedPropIds") or ())
    values = {
        f"{one['id']}.{one.get('property')}": one.get("value")
        for one in body.get("inputs") or ()
        if is_tick(one, ticks)
    }
    found = [value.get("heard") for name in reasons if isinstance(value := values.get(name), dict)]
    known = [one for one in found if isinstance(one, int)]
    return max(known) if known and len(known) == len(reasons) else None


def asked(body: dict[str, Any], ticks: frozenset[str]) -> str:
    given = [one for one in body.get("inputs") or () if not is_tick(one, ticks)]
    return json.dumps([given, body.get("state")], sort_keys=True)


def is_tick(one: Any, ticks: frozenset[str]) -> bool:
    return isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"] in ticks
