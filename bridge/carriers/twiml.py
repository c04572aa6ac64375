"""Builds TwiML, the carrier's instructions for a call. Every document ends with an `action` or a `<Hangup>`, never with
dead air.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from bridge.carriers.phrases import Phrase, locale_of, phrase

RING_SECONDS = 25
KEY_TIMEOUT_SECONDS = 8
ACCEPT_KEY = "1"
MAX_MESSAGE_SECONDS = 180
SILENCE_TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Addresses:
    """The URLs under which the carrier reaches us."""

    public_url: str
    voice_url: str

    def hook(self, name: str, **query: str) -> str:
        address = f"{self.public_url}/api/twilio/{name}"
        return f"{address}?{urlencode(query)}" if query else address

    @property
    def stream(self) -> str:
        return f"{self.voice_url}/ws/elevenlabs-bridge"

    @property
    def streams(self) -> tuple[str, str]:
        """The URLs at which a stream may arrive: the web process can carry calls too."""
        return self.stream, f"ws{self.public_url.removeprefix('http')}/ws/elevenlabs-bridge"


def stream(addresses: Addresses, token: str, *, notice: str = "", language: str = "es") -> str:
    """Connects the caller to the agent, after the notice if there is one. When the stream is over, the carrier asks
    `stream-ended` what to do next.
    """
    response = VoiceResponse()
    if notice:
        response.say(notice, language=locale_of(language))
    connect = Connect(action=addresses.hook("stream-ended"), method="POST")
    media = connect.stream(url=addresses.stream, status_callback=addresses.hook("stream-status"))
    media.parameter(name="token", value=token)
    response.append(connect)
    return str(response)


@dataclass(frozen=True, slots=True)
class Forward:
    """A person's telephone to ring. `is_first`: nothing has answered the call yet, so it goes on ringing until they do."""

    call_sid: str
    to: str
    caller_id: str
    reason: str
    ring_seconds: int = RING_SECONDS
    whispers: bool = False
    is_first: bool = False


def forward(addresses: Addresses, target: Forward) -> str:
    """Rings a person. The reason travels in the signed URL, so `dial-ended` needs no stored state."""
    response = VoiceResponse()
    dial = Dial(
        action=addresses.hook("dial-ended", reason=target.reason),
        method="POST",
        timeout=target.ring_seconds,
        caller_id=target.caller_id,
        answer_on_bridge=True if target.is_first else None,
    )
    dial.number(
        target.to,
        url=addresses.hook("whisper", call=target.call_sid) if target.whispers else None,
        status_callback=addresses.hook("status"),
        status_callback_event="answered",
    )
    response.append(dial)
    return str(response)


def whisper(words: str, language: str) -> str:
    """Heard only by the person who answers; then both are connected."""
    response = VoiceResponse()
    response.say(words, language=locale_of(language))
    return str(response)


def whisper_and_ask(addresses: Addresses, words: str, language: str) -> str:
    """Connects only if a key is pressed: a mobile's voicemail presses none."""
    response = VoiceResponse()
    gather = Gather(
        action=addresses.hook("whisper-answered"), method="POST", num_digits=1, timeout=KEY_TIMEOUT_SECONDS
    )
    gather.say(words, language=locale_of(language))
    gather.say(phrase(Phrase.PRESS_KEY, language), language=locale_of(language))
    response.append(gather)
    response.hangup()
    return str(response)


def go_on() -> str:
    """An empty document: the carrier continues with what it was doing."""
    return str(VoiceResponse())


def voicemail(addresses: Addresses, language: str, reason: str) -> str:
    """Records a message. If the caller is silent, the call ends."""
    response = VoiceResponse()
    response.say(phrase(Phrase.VOICEMAIL, language), language=locale_of(language))
    response.record(
        action=addresses.hook("voicemail-ended", reason=reason),
        method="POST",
        max_length=MAX_MESSAGE_SECONDS,
        timeout=SILENCE_TIMEOUT_SECONDS,
        finish_on_key="#",
        play_beep=True,
        recording_status_callback=addresses.hook("recording", kind="voicemail"),
        recording_status_callback_event="completed absent",
    )
    response.hangup()
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
