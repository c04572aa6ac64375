"""Frames waiting for a slow socket. Over the limit, the oldest audio is dropped; control frames and half-sent frames stay."""

from collections import deque

_SEND_BYTES = 1 << 16


class SendQueue:
    __slots__ = ("_begun", "_frames", "_limit", "dropped_audio", "size")

    def __init__(self, limit_bytes: int) -> None:
        self.size = 0
        self.dropped_audio = 0
        self._limit = limit_bytes
        self._frames: deque[tuple[bytes, bool]] = deque()
        self._begun = False  # the first frame was offered to the socket and must follow whole

    def push(self, frame: bytes, is_audio: bool) -> bool:
        """Queues a frame; returns whether more than the limit is waiting."""
        self._frames.append((frame, is_audio))
        self.size += len(frame)
        return self.size > self._limit

    def offer(self) -> bytes:
        """The bytes to send next, up to a limit. Unaccepted bytes are offered again first."""
        frames = self._frames
        if len(frames) > 1:
            self._merge()
        self._begun = True
        return frames[0][0]

    def accepted(self, count: int) -> None:
        """The socket took `count` bytes of the offer."""
        if count == self.size:  # all that waited, as almost always
            self._frames.clear()
            self.size, self._begun = 0, False
            return
        self.size -= count
        frame, is_audio = self._frames.popleft()
        if count < len(frame):
            self._frames.appendleft((frame[count:], is_audio))
        else:
            self._begun = False

    def shed(self) -> None:
        """Drop the oldest audio until the limit holds."""
        if self.size > self._limit:
            # Walking the queue for every frame of a stuck socket would cost too much.
            room = self._limit // 16
            self._drop(until_size=self._limit - room, newest=self._frames[-1])

    def drop_audio(self) -> int:
        """Forget queued audio, as when the agent was interrupted; return how many frames that were."""
        return self._drop(until_size=0, newest=None)

    def clear(self) -> None:
        self._frames.clear()
        self.size = 0
        self._begun = False

    def _merge(self) -> None:
        frames = self._frames
        merged = [frames.popleft()[0]]
        total = len(merged[0])
        while frames and not self._begun and total + len(frames[0][0]) <= _SEND_BYTES:
            merged.append(frames.popleft()[0])
            total += len(merged[-1])
        frames.appendleft((b"".join(merged), False))

    def _drop(self, until_size: int, newest: tuple[bytes, bool] | None) -> int:
        kept: deque[tuple[bytes, bool]] = deque()
        dropped = 0
        for position, entry in enumerate(self._frames):
            frame, is_audio = entry
            begun = self._begun and position == 0
            if is_audio and not begun and entry is not newest and self.size > until_size:
                self.size -= len(frame)
                dropped += 1
            else:
                kept.append(entry)
        self._frames = kept
        self.dropped_audio += dropped
        return dropped
