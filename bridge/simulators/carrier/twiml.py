"""Parses the TwiML of a webhook's response as strictly as Twilio, where a fault would end a real call."""

from collections.abc import Callable, Mapping
from urllib.parse import urljoin
from xml.etree import ElementTree as ET  # the answer is at most 64 kB, and a DOCTYPE is refused

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.dial_twiml import read_dial
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.schema import check_schema
from bridge.simulators.carrier.stream_twiml import read_connect

LARGEST_BYTES = 64 * 1024
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})


def read_twiml(body: bytes, content_type: str, document_url: str) -> tuple[verbs.Verb, ...]:
    """The verbs in order; relative URLs are resolved against the document's own."""
    if content_type.split(";")[0].strip().lower() not in {"text/xml", "application/xml"}:
        raise CarrierError(12300, f"the content type {content_type!r} is not one of XML")
    if len(body) > LARGEST_BYTES:
        raise CarrierError(11750, f"the document has {len(body)} bytes, more than 64 kB")
    root = _parsed(body)
    return tuple(_read(element, document_url, first=index == 0) for index, element in enumerate(root))


def _parsed(body: bytes) -> ET.Element:
    if b"<!DOCTYPE" in body:
        raise CarrierError(12100, "the document has a DOCTYPE")
    try:
        root = ET.fromstring(body)  # noqa: S314 -- see the import
    except ET.ParseError as error:
        raise CarrierError(12100, f"the document is not XML: {error}") from error
    if root.tag != "Response":
        raise CarrierError(12100, f"the root is <{root.tag}>, not <Response>")
    check_schema(root)
    return root


def _read(element: ET.Element, base: str, *, first: bool) -> verbs.Verb:
    if element.tag == "Reject" and not first:
        raise CarrierError(12200, "<Reject> must be the first verb")
    return _READERS[element.tag](element, base)


def _say(element: ET.Element, _base: str) -> verbs.Say:
    text = (element.text or "").strip()
    if not text:
        raise CarrierError(13520, "<Say> is empty")
    return verbs.Say(text, element.get("language", "en-US"))


def _play(element: ET.Element, base: str) -> verbs.Play:
    text = (element.text or "").strip()
    return verbs.Play(urljoin(base, text) if text else "", element.get("digits", ""))


def _reject(element: ET.Element, _base: str) -> verbs.Reject:
    return verbs.Reject(element.get("reason", "rejected"))


def _redirect(element: ET.Element, base: str) -> verbs.Redirect:
    return verbs.Redirect(urljoin(base, (element.text or "").strip()), element.get("method", "POST"))


def _gather(element: ET.Element, base: str) -> verbs.Gather:
    if "dtmf" not in element.get("input", "dtmf").split():
        raise CarrierError(12200, "<Gather> without keys is not understood here")
    return verbs.Gather(
        action=urljoin(base, element.get("action", "")),
        digits=int(element.get("numDigits", "1")),
        timeout_seconds=float(element.get("timeout", "5")),
        prompt=tuple(_say(child, base) for child in element if child.tag == "Say"),
    )


def _record(element: ET.Element, base: str) -> verbs.Record:
    action, callback = element.get("action", ""), element.get("recordingStatusCallback", "")
    events = set(element.get("recordingStatusCallbackEvent", "completed").split())
    if unknown := events - RECORDING_EVENTS:
        raise CarrierError(
            12200, f"<Record recordingStatusCallbackEvent> has no event {sorted(unknown)[0]!r}"
        )
    return verbs.Record(
        action=urljoin(base, action),
        max_seconds=float(element.get("maxLength", "3600")),
        silence_seconds=float(element.get("timeout", "5")),
        tells_absence="absent" in events,
        status_callback=urljoin(base, callback) if callback else "",
    )


_READERS: Mapping[str, Callable[[ET.Element, str], verbs.Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": lambda element, _base: verbs.Pause(float(element.get("length", "1"))),
    "Hangup": lambda _element, _base: verbs.Hangup(),
    "Reject": _reject,
    "Redirect": _redirect,
    "Connect": read_connect,
    "Dial": read_dial,
    "Record": _record,
    "Gather": _gather,
}
