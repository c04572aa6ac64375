"""`<Connect><Stream>`: the rules for its URL, track and parameters."""

from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.signing import is_loopback

MAX_PARAMETER_CHARACTERS = 500


def read_connect(element: Element, base: str) -> verbs.Connect:
    streams = element.findall("Stream")
    if len(streams) != 1:
        raise CarrierError(12200, f"<Connect> holds {len(streams)} streams; a call has one")
    action = element.get("action", "")
    return verbs.Connect(stream=_stream(streams[0], base), action=urljoin(base, action) if action else "")


def _stream(element: Element, base: str) -> verbs.Stream:
    if element.get("track", "inbound_track") != "inbound_track":
        raise CarrierError(31941, f"a bidirectional stream has no track {element.get('track')!r}")
    callback = element.get("statusCallback", "")
    if callback and not callback.startswith(("http://", "https://")):
        raise CarrierError(12200, f"the statusCallback {callback!r} is not an absolute URL")
    return verbs.Stream(
        url=_checked_url(urljoin(base, element.get("url", ""))),
        name=element.get("name", ""),
        status_callback=callback,
        parameters=dict(_parameter(child) for child in element),
    )


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "wss" and not (parts.scheme == "ws" and is_loopback(url)):
        raise CarrierError(31922, f"the stream URL {url!r} is not wss:// (ws:// works on loopback only)")
    if not parts.hostname:
        raise CarrierError(31923, f"the stream URL {url!r} names no host")
    if parts.query or url.endswith("?"):
        raise CarrierError(31920, f"the stream URL {url!r} has a query string; use <Parameter>")
    return url


def _parameter(element: Element) -> tuple[str, str]:
    name, value = element.get("name", ""), element.get("value", "")
    if not name:
        raise CarrierError(12200, "<Parameter> has no name")
    if len(name) + len(value) >= MAX_PARAMETER_CHARACTERS:
        raise CarrierError(12200, f"<Parameter {name}>: name and value together reach 500 characters")
    return name, value
