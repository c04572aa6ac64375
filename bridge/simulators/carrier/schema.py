"""The elements and attributes of TwiML that this carrier supports."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bridge.simulators.carrier.faults import CarrierError


@dataclass(frozen=True, slots=True)
class Shape:
    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


def _shape(attributes: str = "", children: str = "") -> Shape:
    return Shape(frozenset(attributes.split()), frozenset(children.split()))


_RECORDING = (
    "recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent recordingTrack trim"
)
_DIALLED = "url method statusCallback statusCallbackMethod statusCallbackEvent machineDetection byoc"

SHAPES: Mapping[str, Shape] = {
    "Response": _shape("", "Say Play Pause Hangup Reject Redirect Connect Dial Record Gather"),
    "Say": _shape("voice language loop"),
    "Play": _shape("loop digits"),
    "Pause": _shape("length"),
    "Hangup": _shape(),
    "Reject": _shape("reason"),
    "Redirect": _shape("method"),
    "Connect": _shape("action method", "Stream"),
    "Stream": _shape("url name track connectorName statusCallback statusCallbackMethod", "Parameter"),
    "Parameter": _shape("name value"),
    "Dial": _shape(
        f"action method timeout timeLimit callerId answerOnBridge hangupOnStar ringTone record sequential referUrl {_RECORDING}",
        "Number",
    ),
    "Number": _shape(f"sendDigits {_DIALLED}"),
    "Gather": _shape(
        "action method input timeout numDigits finishOnKey actionOnEmptyResult language hints speechTimeout",
        "Say Play Pause",
    ),
    "Record": _shape(
        f"action method timeout maxLength playBeep finishOnKey transcribe transcribeCallback {_RECORDING}"
    ),
}

_ALLOWED: Mapping[tuple[str, str], frozenset[str]] = {
    ("Reject", "reason"): frozenset({"rejected", "busy"}),
    ("Dial", "answerOnBridge"): frozenset({"true", "false"}),
    ("Record", "playBeep"): frozenset({"true", "false"}),
    **{
        (element, attribute): frozenset({"GET", "POST"})
        for element in SHAPES
        for attribute in ("method", "statusCallbackMethod", "recordingStatusCallbackMethod")
    },
}

_NUMERIC = frozenset({"length", "timeout", "timeLimit", "maxLength", "numDigits"})


def check_schema(root: Element) -> None:
    """Raises fault 12200 for the first element, attribute or value that is not TwiML."""
    shape = SHAPES[root.tag]
    for child in root:
        if child.tag not in shape.children:
            raise CarrierError(12200, f"<{root.tag}> cannot contain <{child.tag}>")
        check_schema(child)
    for name, value in root.attrib.items():
        _check_attribute(root.tag, shape, name, value)


def _check_attribute(tag: str, shape: Shape, name: str, value: str) -> None:
    if name not in shape.attributes:
        raise CarrierError(12200, f"<{tag}> has no attribute {name!r}")
    allowed = _ALLOWED.get((tag, name))
    if allowed and value not in allowed:
        raise CarrierError(
            12200, f"<{tag} {name}> must be one of {', '.join(sorted(allowed))}, not {value!r}"
        )
    if name in _NUMERIC and not value.isdecimal():
        raise CarrierError(12200, f"<{tag} {name}> must be a whole number, not {value!r}")
