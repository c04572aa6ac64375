"""What the carrier is told to do with a call. Every document ends with an `action` or a `<Hangup>`: never with dead air."""

from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.twiml.voice_response import Connect, Dial, VoiceResponse

from bridge.carriers.phrases import Phrase, locale_of, phrase

RING_SECONDS = 25


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the carrier finds us."""

    public_url: str
    voice_url: str

    def hook(self, name: str, **query: str) -> str:
        address = f"{self.public_url}/api/twilio/{name}"
        return f"{address}?{urlencode(query)}" if query else address

    @property
    def stream(self) -> str:
        return f"{self.voice_url}/ws/elevenlabs-bridge"


def stream(addresses: Addresses, token: str) -> str:
    """Connect the caller to the agent; when the stream is over, `stream-ended` is asked what next."""
    response = VoiceResponse()
    connect = Connect(action=addresses.hook("stream-ended"), method="POST")
    media = connect.stream(url=addresses.stream, status_callback=addresses.hook("stream-status"))
    media.parameter(name="token", value=token)
    response.append(connect)
    return str(response)


def forward(addresses: Addresses, *, to: str, caller_id: str, reason: str) -> str:
    """Ring a person. The reason travels in the signed URL, so that `dial-ended` needs no memory."""
    response = VoiceResponse()
    ended = addresses.hook("dial-ended", reason=reason)
    dial = Dial(action=ended, method="POST", timeout=RING_SECONDS, caller_id=caller_id)
    dial.number(to, status_callback=addresses.hook("status"), status_callback_event="answered")
    response.append(dial)
    return str(response)


def apologise(what: Phrase, language: str) -> str:
    response = VoiceResponse()
    response.say(phrase(what, language), language=locale_of(language))
    response.hangup()
    return str(response)


def hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)
