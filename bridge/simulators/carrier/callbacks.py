"""Sends call status and stream status callbacks to the bridge, in the background and in sequence."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime

from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.carrier.faults import CarrierError, Debugger
from bridge.simulators.carrier.webhooks import Webhooks
from bridge.simulators.script import CarrierFault

log = logging.getLogger(__name__)

SIP_CODES = {"completed": "200", "busy": "486", "no-answer": "487", "canceled": "487", "failed": "503"}


class Callbacks:
    """A failed callback is a warning (15003): the call goes on."""

    def __init__(
        self, webhooks: Webhooks, debugger: Debugger, faults: frozenset[CarrierFault] = frozenset()
    ) -> None:
        self._webhooks, self._debugger, self._faults = webhooks, debugger, faults
        self._held_back: list[tuple[str, dict[str, str]]] = []
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="carrier-callbacks")

    def send_later(self, url: str, form: Mapping[str, str]) -> None:
        """With the script's faults some are sent twice, or all at the end in reverse order."""
        if not url:
            return
        times = 2 if "callbacks_twice" in self._faults else 1
        if "callbacks_reversed" in self._faults:
            self._held_back += [(url, dict(form))] * times
            return
        for _ in range(times):
            self._sender.submit(self._send, url, dict(form))

    def _send(self, url: str, form: Mapping[str, str]) -> None:
        try:
            status = self._webhooks.tell(url, form)
        except CarrierError as error:
            self._debugger.report(15003, f"status callback: {error.fault.message}")
            return
        if not 200 <= status < 300:
            self._debugger.report(15003, f"status callback: {url} answered {status}")

    def close(self) -> None:
        """Waits until everything has been sent."""
        for url, form in reversed(self._held_back):
            self._sender.submit(self._send, url, form)
        self._sender.shutdown(wait=True)


class CallProgress:
    """The status callbacks of one leg, numbered from 0."""

    def __init__(self, facts: CallFacts, callbacks: Callbacks, url: str, events: tuple[str, ...]) -> None:
        self._facts, self._callbacks, self._url, self._events = facts, callbacks, url, events
        self._number = 0

    def report(self, event: str) -> None:
        """`event` is the subscribed name; the status in the form is the call's own."""
        if event in self._events:
            self._callbacks.send_later(self._url, self._form(event))
            self._number += 1

    def _form(self, event: str) -> dict[str, str]:
        form = self._facts.form() | {
            "Timestamp": format_datetime(datetime.now(UTC)),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._number),
        }
        if event == "initiated":
            form["CallStatus"] = "initiated"
        if event == "completed":
            duration = self._facts.duration_seconds
            form |= {
                "CallDuration": str(duration),
                "Duration": str(-(-duration // 60)),  # billed minutes, rounded up
                "SipResponseCode": SIP_CODES.get(self._facts.status, "200"),
            }
        return form


def stream_form(facts: CallFacts, stream_sid: str, name: str, event: str, error: str = "") -> dict[str, str]:
    form = {
        "AccountSid": facts.account_sid,
        "CallSid": facts.sid,
        "StreamSid": stream_sid,
        "StreamName": name or stream_sid,
        "StreamEvent": event,
        "Timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return form | ({"StreamError": error} if error else {})
