"""WebSocket frames (RFC 6455) without I/O: bytes to messages and back.

Rejects whatever the standard rejects, all extensions (none is negotiated), and messages over the limit.
"""

import os
from collections.abc import Callable, Iterator
from struct import Struct

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform without a wheel
    from websockets.utils import apply_mask

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

NORMAL, GOING_AWAY, PROTOCOL_ERROR, NO_STATUS, ABNORMAL = 1000, 1001, 1002, 1005, 1006
BAD_DATA, POLICY, TOO_BIG, INTERNAL_ERROR = 1007, 1008, 1009, 1011

Message = tuple[int, bytes]
Encoder = Callable[[int, bytes], bytes]

_FIN, _RSV, _MASKED, _SHORT, _MEDIUM = 0x80, 0x70, 0x80, 125, 126
_WHOLE_TEXT = _FIN | TEXT
_MASK_POOL_BYTES = 1024
_SENDABLE_CODES = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015)})
_from_bytes = int.from_bytes
_medium_header = Struct("!BBH").pack


class ViolationError(Exception):
    """The peer broke the protocol; carries the close code and reason to send."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class FrameReader:
    """Cuts a byte stream into messages, wherever the network happened to split it.

    `masked`: whether the peer must mask its frames, as a client does and a server does not. Nothing is read after the first
    violation, which is kept in `violation`, or after a close frame. Whether a text is UTF-8 is checked by its parser.
    """

    __slots__ = (
        "_fragments",
        "_fragments_bytes",
        "_kept",
        "_kept_bytes",
        "_masked",
        "_max_bytes",
        "_opcode",
        "_over",
        "_usual",
        "_wanted",
        "violation",
    )

    def __init__(self, *, masked: bool, max_message_bytes: int) -> None:
        self.violation: ViolationError | None = None
        self._masked = masked
        self._max_bytes = max_message_bytes
        self._kept: list[bytes] = []
        self._kept_bytes = 0
        self._wanted = 0
        self._fragments: list[bytes] = []
        self._fragments_bytes = 0
        self._opcode = CONTINUATION
        self._over = False
        self._usual = bytes((_WHOLE_TEXT, _MEDIUM | _MASKED if masked else _MEDIUM))

    def feed(self, data: bytes) -> list[Message]:
        """The whole messages and control frames that `data` completes: pairs of opcode and payload."""
        if self._kept:
            self._kept.append(data)
            self._kept_bytes += len(data)
            if self._kept_bytes < self._wanted:
                return []
            data = b"".join(self._kept)
            self._kept = []
        messages: list[Message] = []
        if not self._over:
            try:
                self._cut(data, messages)
            except ViolationError as violation:
                self.violation = violation
                self._over = True
        return messages

    def one_text(self, data: bytes) -> bytes | None:
        """The text of what almost always comes, exactly one frame of audio; None of anything else, which is for `feed`."""
        if self._kept or self._opcode or self._over or not data.startswith(self._usual):
            return None
        start = 8 if self._masked else 4
        length = len(data) - start
        if not _SHORT < length <= self._max_bytes or data[2] << 8 | data[3] != length:
            return None
        return apply_mask(data[8:], data[4:8]) if self._masked else data[4:]

    def _cut(self, data: bytes, messages: list[Message]) -> None:
        position, end, masked = 0, len(data), self._masked
        while position < end and not self._over:
            start, length = self._header(data, position, end)
            stop = start + length
            if stop > end:
                self._kept, self._kept_bytes, self._wanted = (
                    [data[position:]],
                    end - position,
                    stop - position,
                )
                return
            payload = apply_mask(data[start:stop], data[start - 4 : start]) if masked else data[start:stop]
            if data[position] == _WHOLE_TEXT:
                messages.append((TEXT, payload))
            else:
                self._accept(data[position], payload, messages)
            position = stop

    def _header(self, data: bytes, position: int, end: int) -> tuple[int, int]:
        """Where the payload starts, and its length; past `end` while the header itself is not whole."""
        start = position + 2
        if start > end:
            return start, 0
        first, second = data[position], data[position + 1]
        length = second & 0x7F
        if first != _WHOLE_TEXT or self._opcode:
            self._check_order(first, length)
        if (second & _MASKED != 0) is not self._masked:
            raise ViolationError(
                PROTOCOL_ERROR, "frames from a client are masked, those from a server are not"
            )
        if length > _SHORT:
            width = 2 if length == _SHORT + 1 else 8
            if start + width > end:
                return start + width, 0
            length = _long_length(data[start : start + width])
            start += width
        if length + self._fragments_bytes > self._max_bytes and not first & CLOSE:
            raise ViolationError(TOO_BIG, f"a message may have {self._max_bytes} bytes")
        return (start + 4 if self._masked else start), length

    def _check_order(self, first: int, length: int) -> None:
        """Whether a frame with this first byte may come now."""
        opcode = first & 0x0F
        if first & _RSV:
            raise ViolationError(PROTOCOL_ERROR, "no extension was negotiated")
        if opcode in {CLOSE, PING, PONG}:
            if length > _SHORT or not first & _FIN:
                raise ViolationError(PROTOCOL_ERROR, "a control frame is short and whole")
        elif opcode > BINARY:
            raise ViolationError(PROTOCOL_ERROR, f"unknown opcode {opcode}")
        elif (opcode == CONTINUATION) is not bool(self._opcode):
            raise ViolationError(PROTOCOL_ERROR, "fragments belong together")

    def _accept(self, first: int, payload: bytes, messages: list[Message]) -> None:
        opcode = first & 0x0F
        if opcode >= CLOSE:
            self._over = opcode == CLOSE
            messages.append((opcode, payload))
            return
        self._opcode = self._opcode or opcode
        if payload:  # endless empty fragments must not fill the memory
            self._fragments.append(payload)
            self._fragments_bytes += len(payload)
        if first & _FIN:
            messages.append((self._opcode, b"".join(self._fragments)))
            self._fragments, self._fragments_bytes, self._opcode = [], 0, CONTINUATION


def _long_length(field: bytes) -> int:
    length = _from_bytes(field, "big")
    if length >> 63 or length < (_SHORT + 1 if len(field) == 2 else 1 << 16):
        raise ViolationError(PROTOCOL_ERROR, "a length is written in its shortest form")
    return length


def parse_close(payload: bytes) -> tuple[int, str]:
    """Code and reason of a close frame; 1005 when it carries none. Raises ViolationError on codes that may not be sent."""
    if not payload:
        return NO_STATUS, ""
    code = _from_bytes(payload[:2], "big")
    if len(payload) == 1 or not (code in _SENDABLE_CODES or 3000 <= code < 5000):
        raise ViolationError(PROTOCOL_ERROR, "invalid close code")
    try:
        return code, payload[2:].decode()
    except UnicodeDecodeError:
        raise ViolationError(BAD_DATA, "the close reason is not UTF-8") from None


def close_payload(code: int, reason: str = "") -> bytes:
    """What a close frame carries: nothing for 1005, and a reason cut to what fits, never inside a character."""
    if code == NO_STATUS:
        return b""
    fitting = reason.encode()[: _SHORT - 2].decode(errors="ignore")
    return code.to_bytes(2, "big") + fitting.encode()


def encode_as_server(opcode: int, payload: bytes) -> bytes:
    """One whole, unmasked frame."""
    length = len(payload)
    if length <= _SHORT:
        return bytes((_FIN | opcode, length)) + payload
    if length < 1 << 16:
        return _medium_header(_FIN | opcode, _MEDIUM, length) + payload
    return bytes((_FIN | opcode, 127)) + length.to_bytes(8, "big") + payload


def client_encoder() -> Encoder:
    """An encoder of whole frames, each masked with a fresh random key."""
    keys = _mask_keys()

    def encode(opcode: int, payload: bytes) -> bytes:
        key = next(keys)
        length = len(payload)
        if length <= _SHORT:
            return bytes((_FIN | opcode, _MASKED | length)) + key + apply_mask(payload, key)
        if length < 1 << 16:
            return _medium_header(_FIN | opcode, _MASKED | _MEDIUM, length) + key + apply_mask(payload, key)
        return (
            bytes((_FIN | opcode, _MASKED | 127)) + length.to_bytes(8, "big") + key + apply_mask(payload, key)
        )

    return encode


def _mask_keys() -> Iterator[bytes]:
    while True:
        pool = os.urandom(_MASK_POOL_BYTES)
        for start in range(0, _MASK_POOL_BYTES, 4):
            yield pool[start : start + 4]
