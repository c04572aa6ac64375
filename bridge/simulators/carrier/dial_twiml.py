"""`<Dial>` and its `<Number>`s: only telephone numbers are dialled here."""

import re
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.faults import CarrierError

E164 = re.compile(r"^\+[1-9][0-9]{6,14}$")
LEG_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})


def read_dial(element: Element, base: str) -> verbs.Dial:
    numbers = tuple(_number(child, base) for child in element)
    if not numbers:
        numbers = (verbs.Number(_checked_number(element.text)),)
    action = element.get("action", "")
    return verbs.Dial(
        numbers=numbers,
        action=urljoin(base, action) if action else "",
        caller_id=element.get("callerId", ""),
        timeout_seconds=float(element.get("timeout", "30")),
        time_limit_seconds=float(element.get("timeLimit", "14400")),
        answer_on_bridge=element.get("answerOnBridge") == "true",
    )


def _number(element: Element, base: str) -> verbs.Number:
    events = tuple(element.get("statusCallbackEvent", "completed").split())
    if unknown := set(events) - LEG_EVENTS:
        raise CarrierError(12200, f"<Number statusCallbackEvent> has no event {sorted(unknown)[0]!r}")
    return verbs.Number(
        number=_checked_number(element.text),
        url=_absolute(element.get("url"), base),
        status_callback=_absolute(element.get("statusCallback"), base),
        status_callback_events=events,
    )


def _absolute(url: str | None, base: str) -> str:
    return urljoin(base, url) if url else ""


def _checked_number(text: str | None) -> str:
    number = (text or "").strip()
    if not E164.match(number):
        raise CarrierError(13223, f"<Dial> cannot dial {number!r}: it is not E.164")
    return number
