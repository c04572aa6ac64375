"""One media stream without its socket: every 20 ms it plays audio, takes the caller's audio, and returns the messages to send."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.simulators import mulaw
from bridge.simulators.carrier.caller import Caller, Moment
from bridge.simulators.carrier.faults import CarrierError, Debugger
from bridge.simulators.carrier.outgoing import Clear, Mark, Media, read_outgoing
from bridge.simulators.carrier.playback import Playback


@dataclass(slots=True)
class StreamCounts:
    """Totals of the stream; `heard` is only stored if what the caller hears is recorded."""

    frames_sent: int = 0
    media_received: int = 0
    marks_received: int = 0
    marks_echoed: int = 0
    clears_received: int = 0
    heard_bytes: int = 0
    cleared_bytes: int = 0
    first_heard_ms: int | None = None
    heard: bytearray = field(default_factory=bytearray)


class MediaStream:
    def __init__(
        self, account_sid: str, call_sid: str, stream_sid: str, parameters: Mapping[str, str]
    ) -> None:
        self._account_sid, self._call_sid, self.stream_sid = account_sid, call_sid, stream_sid
        self._parameters = dict(parameters)
        self._playback = Playback()
        self._sequence = 0
        self._elapsed_ms = 0
        self._complained = False
        self._owed_marks: list[str] = []
        self.counts = StreamCounts()

    def opening(self) -> list[str]:
        """The first two messages; `connected` has no stream SID and no sequence number."""
        start = {
            "accountSid": self._account_sid,
            "streamSid": self.stream_sid,
            "callSid": self._call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": mulaw.SAMPLE_RATE_HZ, "channels": 1},
            "customParameters": self._parameters,
        }
        connected = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        return [json.dumps(connected), self._numbered("start", start)]

    def receive(self, message: str | bytes, debugger: Debugger) -> None:
        """A wrong message is reported once per stream and then ignored, as Twilio does."""
        try:
            outgoing = read_outgoing(message, self.stream_sid)
        except CarrierError as error:
            if not self._complained:
                debugger.add(error.fault)
            self._complained = True
            return
        match outgoing:
            case Media(audio):
                self.counts.media_received += 1
                if not self._playback.push(audio):
                    debugger.report(31931, "more than ten minutes of audio are waiting to be played")
            case Mark(name):
                self.counts.marks_received += 1
                self._playback.mark(name)
            case Clear():
                self._clear()

    def _clear(self) -> None:
        self.counts.clears_received += 1
        self.counts.cleared_bytes += self._playback.buffered_bytes
        self._owed_marks += self._playback.clear()

    def tick(self, caller: Caller, *, record: bool = False) -> tuple[Moment, list[str]]:
        """Advances both directions by 20 ms: returns what the caller did, and the messages for the server."""
        played = self._playback.advance()
        self._count_heard(played.audio, record=record)
        moment = caller.live(bool(played.audio))
        marks = self.due_marks([*self._owed_marks, *played.marks])
        self._owed_marks.clear()
        self.counts.marks_echoed += len(marks)
        messages = [self._numbered("mark", {"name": name}) for name in marks]
        if moment.digit:
            messages.append(self._numbered("dtmf", {"track": "inbound_track", "digit": moment.digit}))
        return moment, [*messages, self._media(moment.frame)]

    def due_marks(self, marks: list[str]) -> list[str]:
        return marks

    def _count_heard(self, audio: bytes, *, record: bool) -> None:
        if audio and self.counts.first_heard_ms is None:
            self.counts.first_heard_ms = self._elapsed_ms
        self.counts.heard_bytes += len(audio)
        if record:
            self.counts.heard += audio.ljust(mulaw.FRAME_BYTES, mulaw.SILENCE)

    def _media(self, frame: bytes) -> str:
        self.counts.frames_sent += 1
        media = {
            "track": "inbound",
            "chunk": str(self.counts.frames_sent),
            "timestamp": str(self._elapsed_ms),
            "payload": base64.b64encode(frame).decode(),
        }
        self._elapsed_ms += mulaw.FRAME_MS
        return self._numbered("media", media)

    def closing(self) -> list[str]:
        return [self._numbered("stop", {"accountSid": self._account_sid, "callSid": self._call_sid})]

    def _numbered(self, event: str, body: Mapping[str, Any]) -> str:
        self._sequence += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sequence),
            "streamSid": self.stream_sid,
            event: body,
        }
        return json.dumps(message, separators=(",", ":"))
