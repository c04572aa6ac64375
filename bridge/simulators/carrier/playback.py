"""Twilio's playback buffer: buffers audio, plays it in real time, and echoes a mark when all audio before it has been played."""

from collections import deque
from dataclasses import dataclass

from bridge.simulators import mulaw

MAX_BUFFER_BYTES = 600 * mulaw.SAMPLE_RATE_HZ  # ten minutes; more is dropped (31931)


@dataclass(frozen=True, slots=True)
class Played:
    audio: bytes
    marks: tuple[str, ...]


class Playback:
    def __init__(self) -> None:
        self._queue: deque[bytes | str] = deque()  # audio, and the names of marks between
        self.buffered_bytes = 0

    def push(self, audio: bytes) -> bool:
        """Returns False if the buffer is full and the audio is dropped."""
        if self.buffered_bytes + len(audio) > MAX_BUFFER_BYTES:
            return False
        if audio:
            self._queue.append(audio)
            self.buffered_bytes += len(audio)
        return True

    def mark(self, name: str) -> None:
        self._queue.append(name)

    def clear(self) -> tuple[str, ...]:
        """Drops the buffered audio. Its marks are echoed like those of played audio."""
        marks = tuple(item for item in self._queue if isinstance(item, str))
        self._queue.clear()
        self.buffered_bytes = 0
        return marks

    def advance(self, size: int = mulaw.FRAME_BYTES) -> Played:
        """Plays up to `size` bytes."""
        played, marks = bytearray(), []
        while self._queue:
            item = self._queue[0]
            if isinstance(item, str):
                marks.append(item)
                self._queue.popleft()
            elif len(played) == size:
                break
            else:
                played += self._take(item, size - len(played))
        self.buffered_bytes -= len(played)
        return Played(bytes(played), tuple(marks))

    def _take(self, item: bytes, wanted: int) -> bytes:
        if len(item) > wanted:
            self._queue[0] = item[wanted:]
        else:
            self._queue.popleft()
        return item[:wanted]
