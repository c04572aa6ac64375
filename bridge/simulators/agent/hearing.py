"""Voice activity detection by energy. Time is measured in received audio: 8,000 bytes are one second."""

from dataclasses import dataclass

from bridge.simulators import mulaw

LOUD = 450.0  # mean amplitude of 20 ms of speech; a noisy line stays below
STARTS_AFTER_MS = 80
ENDS_AFTER_MS = 600  # longer than any pause inside a spoken line


@dataclass(frozen=True, slots=True)
class Heard:
    milliseconds: float
    speech_started: bool = False
    speech_ended: bool = False


class Hearing:
    def __init__(self) -> None:
        self._rest = b""
        self._loud_ms = 0
        self._quiet_ms = 0
        self.is_speech = False

    def listen(self, audio: bytes) -> Heard:
        """Accepts any amount of audio; an incomplete frame is buffered."""
        self._rest += audio
        started = ended = False
        milliseconds = 0
        while len(self._rest) >= mulaw.FRAME_BYTES:
            frame, self._rest = self._rest[: mulaw.FRAME_BYTES], self._rest[mulaw.FRAME_BYTES :]
            was_speech = self.is_speech
            self._hear(mulaw.loudness(frame) > LOUD)
            started |= self.is_speech and not was_speech
            ended |= was_speech and not self.is_speech
            milliseconds += mulaw.FRAME_MS
        return Heard(milliseconds, started, ended)

    def _hear(self, loud: bool) -> None:
        self._loud_ms = self._loud_ms + mulaw.FRAME_MS if loud else 0
        self._quiet_ms = 0 if loud else self._quiet_ms + mulaw.FRAME_MS
        if self._loud_ms >= STARTS_AFTER_MS:
            self.is_speech = True
        elif self._quiet_ms >= ENDS_AFTER_MS:
            self.is_speech = False
